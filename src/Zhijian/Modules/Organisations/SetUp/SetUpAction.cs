using Microsoft.AspNetCore.Identity;
using Zhijian.Modules.Rules;
using Zhijian.Platform.Deciding;
using Zhijian.Platform.Identity;
using Zhijian.Platform.Identity.Passwords;
using Zhijian.Platform.Storage;
using Zhijian.Platform.Texts;
using Zhijian.Platform.Web;

namespace Zhijian.Modules.Organisations.SetUp;

/// <summary>Sets a real institution up, once: its committee, its tree of organisations, its first administrator with the password that was typed.</summary>
internal sealed class SetUpAction(ZhijianDb db, Fence fence, Journal journal, UserManager<Account> accounts, SetUpCode code, PasswordPolicy passwords, Institution institution, InstitutionTime time, Rulebook rulebook, Words words)
{
    private const int LongestName = 100;

    /// <summary>Why these answers won't do; null where they will.</summary>
    public Refusal? WhyNot(SetUpAnswers answers) =>
        !institution.NeedsSetUp ? SetUpRefusals.AlreadySetUp
        : !code.Fits(answers.Code) ? SetUpRefusals.WrongCode
        : answers.InstitutionName.Length == 0 ? PlatformRefusals.Required.At("Form.InstitutionName")
        : answers.InstitutionName.Length > LongestName ? PlatformRefusals.TooLong.With(LongestName).At("Form.InstitutionName")
        : answers.AdministratorName.Length == 0 ? PlatformRefusals.Required.At("Form.AdministratorName")
        : answers.AdministratorName.Length > LongestName ? PlatformRefusals.TooLong.With(LongestName).At("Form.AdministratorName")
        : answers.UserName.Length == 0 ? PlatformRefusals.Required.At("Form.UserName")
        : answers.UserName.Length > LongestName ? PlatformRefusals.TooLong.With(LongestName).At("Form.UserName")
        : passwords.Check(answers.Password, answers.PasswordAgain, false, answers.UserName, answers.AdministratorName, answers.InstitutionName) is { } weak ? weak.Code == IdentityRefusals.PasswordsDiffer.Code ? weak.At("Form.PasswordAgain") : weak
        : Rows(answers.Tree).Count(r => r.Problem is not null) is > 0 and var wrong ? SetUpRefusals.RowsWrong.With(wrong)
        : null;

    public IReadOnlyList<TreeFileRow> Rows(string tree) => TreeFile.Read(tree, rulebook.On(time.Today).Organisations, time.Today);

    public async Task<Decision<InstitutionSetUp>> Run(SetUpAnswers answers, CancellationToken cancel)
    {
        if (WhyNot(answers) is { } refused)
        {
            return refused;
        }
        using var widened = fence.As(SystemActors.SetUp);
        await fence.Run(TreeLock.Alone, null, cancel);
        if (await fence.Row<int>("select count(*)::int from organisation", null, cancel) > 0)
        {
            return SetUpRefusals.AlreadySetUp;
        }
        var rows = Rows(answers.Tree);
        var root = Plant(answers.InstitutionName, rows);
        var account = new Account { UserName = answers.UserName, DisplayName = answers.AdministratorName, Path = root.Path, PasswordSetAt = time.Now };
        var made = await accounts.CreateAsync(account, answers.Password);
        if (!made.Succeeded)
        {
            db.ChangeTracker.Clear();
            return PlatformRefusals.NotReadable.At("Form.UserName");
        }
        var decision = await journal.Record<InstitutionSetUp>(new InstitutionSetUp(root.Id, root.Path, root.Name, account.Id, answers.AdministratorName, time.Today, rows.Count + 1), SystemActors.SetUp.Actor, cancel);
        fence.AfterCommit(() =>
        {
            institution.Name = root.Name;
            institution.NeedsSetUp = false;
            return Task.CompletedTask;
        });
        return decision;
    }

    private Organisation Plant(string name, IReadOnlyList<TreeFileRow> rows)
    {
        var founded = rows.Select(r => r.Founded ?? time.Today).Append(time.Today).Min();
        var number = 1;
        var root = Add(number, null, OrganisationKind.UniversityCommittee, name, founded, founded);
        Dictionary<string, (Organisation It, DateOnly Since)> planted = new() { [""] = (root, founded) };
        // Rows whose parent stands already come first; a checked table has no circle, so each round plants some.
        for (var left = rows.ToList(); left.Count > 0;)
        {
            foreach (var row in left.Where(r => planted.ContainsKey(r.Parent)).ToList())
            {
                var (parent, parentSince) = planted[row.Parent];
                var since = row.Founded ?? time.Today;
                // History is known from the day on which the one above is known.
                var from = since < parentSince ? parentSince : since;
                planted[row.Name] = (Add(++number, parent, row.Kind!.Value, row.Name, since, from), from);
                left.Remove(row);
            }
        }
        return root;
    }

    private Organisation Add(int number, Organisation? parent, OrganisationKind kind, string name, DateOnly founded, DateOnly from)
    {
        var made = new Organisation { Number = number, Path = $"{parent?.Path}{number}.", ParentId = parent?.Id, Kind = kind, Name = name, FoundedOn = founded };
        db.Add(made);
        db.Add(new OrganisationVersion
        {
            OrganisationId = made.Id, Path = made.Path, PathThen = made.Path, ValidFrom = from, Name = name, Kind = kind, ParentId = parent?.Id,
            Reason = words["set-up.reason"], RecordedAt = time.Now, RecordedBy = Guid.Empty, RecordedByName = words["set-up.title"],
        });
        return made;
    }
}

/// <summary>What the person typed, trimmed; nothing has a default.</summary>
internal sealed record SetUpAnswers(string Code, string InstitutionName, string AdministratorName, string UserName, string Password, string PasswordAgain, string Tree);
