using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Zhijian.Platform.Sealing;

/// <summary>The keys that protect cookies and forms lie sealed in their folder. Their own key is derived from the key file and outlives a change of master keys.</summary>
internal sealed class SealsKeyRing(KeyFile file) : IConfigureOptions<KeyManagementOptions>, IXmlEncryptor
{
    private static readonly SealedPlace Place = new("key-ring", "", Guid.Empty);

    public void Configure(KeyManagementOptions options) => options.XmlEncryptor = this;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement("sealed", Convert.ToBase64String(Envelope.Seal(Key(file), 1, Place, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))), typeof(OpensKeyRing));

    private static byte[] Key(KeyFile file) => HKDF.DeriveKey(HashAlgorithmName.SHA256, file.Open().Index, Envelope.KeyLength, info: "key ring"u8.ToArray());

    /// <summary>Made by the framework, by the name that stands in each file of the folder.</summary>
    internal sealed class OpensKeyRing(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement) =>
            XElement.Parse(Encoding.UTF8.GetString(Envelope.Open(Key(services.GetRequiredService<KeyFile>()), Place, Convert.FromBase64String(encryptedElement.Value))));
    }
}
