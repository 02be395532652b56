using System.Diagnostics;
using System.Security.Cryptography;
using Zhijian.Platform.Storage;

namespace Zhijian.Platform.Backup;

/// <summary>The program <c>age</c>, which encrypts to a public key; everything goes through it as a stream.</summary>
internal static class Age
{
    public const string Missing = "age is missing. As root, type: apt-get install -y age   缺少 age，请以 root 执行上述命令安装。";

    /// <summary>Makes a key pair; answers the private file's text and the public key.</summary>
    public static async Task<(string Identity, string Recipient)> NewKey(CancellationToken cancel)
    {
        var made = await Run("age-keygen", [], cancel);
        var recipient = made.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith("# public key: ", StringComparison.Ordinal)) ?? throw new BackupException(made);
        return (made, recipient["# public key: ".Length..]);
    }

    /// <summary>Runs a program whose output is encrypted into a file; answers the SHA-256 of what lies there.</summary>
    public static async Task<string> Encrypt(ProcessStartInfo source, string recipients, string to, CancellationToken cancel)
    {
        using var from = Start(source);
        using var age = Start(Program("age", "-R", recipients));
        var wrong = (from.StandardError.ReadToEndAsync(cancel), age.StandardError.ReadToEndAsync(cancel));
        var feeding = Feed(from.StandardOutput.BaseStream, age, cancel);
        string hash;
        await using (var file = new FileStream(to, FileMode.CreateNew, FileAccess.Write))
        {
            hash = await HashWhile(age.StandardOutput.BaseStream, file, cancel);
            file.Flush(flushToDisk: true);
        }
        await feeding;
        await Ended(from, source.FileName, await wrong.Item1, cancel);
        await Ended(age, "age", await wrong.Item2, cancel);
        return hash;
    }

    /// <summary>Decrypts a file into a program's input.</summary>
    public static async Task Decrypt(string from, string identity, ProcessStartInfo sink, CancellationToken cancel)
    {
        using var age = Start(Program("age", "-d", "-i", identity, from));
        using var to = Start(sink);
        var wrong = (age.StandardError.ReadToEndAsync(cancel), to.StandardError.ReadToEndAsync(cancel));
        var said = to.StandardOutput.ReadToEndAsync(cancel);
        age.StandardInput.Close();
        await Feed(age.StandardOutput.BaseStream, to, cancel);
        await Ended(age, $"age -d {Path.GetFileName(from)}", await wrong.Item1, cancel);
        await Ended(to, sink.FileName, await wrong.Item2 + await said, cancel);
    }

    public static ProcessStartInfo Program(string program, params IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
    };

    /// <summary>The same, as the database server's account.</summary>
    public static ProcessStartInfo AsServer(string program, params IEnumerable<string> arguments)
    {
        var (first, all) = PostgresPrograms.AsServer(program, arguments);
        return Program(first, all);
    }

    public static async Task<string> Run(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using var process = Start(Program(program, arguments));
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await Ended(process, program, await errors, cancel);
        return await output;
    }

    private static Process Start(ProcessStartInfo of)
    {
        try
        {
            return Process.Start(of)!;
        }
        catch (System.ComponentModel.Win32Exception missing) when (of.FileName.StartsWith("age", StringComparison.Ordinal))
        {
            throw new BackupException(Missing, missing);
        }
    }

    private static async Task Feed(Stream from, Process to, CancellationToken cancel)
    {
        try
        {
            await from.CopyToAsync(to.StandardInput.BaseStream, cancel);
            to.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early; why, it says itself.
            await from.CopyToAsync(Stream.Null, cancel);
        }
    }

    private static async Task<string> HashWhile(Stream from, Stream to, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        while (await from.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task Ended(Process process, string program, string errors, CancellationToken cancel)
    {
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
        {
            throw new BackupException($"{program}: {errors.Trim()}");
        }
    }
}
