using System.Security.Cryptography;
using ModelBuild.Verification;

namespace ModelBuild.Packaging.Tests;

public sealed class A_signing_key : IDisposable
{
    const string Password = "correct horse battery staple";
    static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    readonly string folder = Directory.CreateTempSubdirectory("modelbuild-keys-").FullName;
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly Dictionary<string, string> environment = [];

    string Profile => Path.Combine(folder, "profile");

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Is_read_from_a_file()
    {
        var path = Write(key.ExportPkcs8PrivateKeyPem());
        using var signing = Find(path);

        signing.PublicKeyPem.ShouldBe(key.ExportSubjectPublicKeyInfoPem() + "\n");
        signing.KeyId.ShouldBe(TrustedKey.FromPem(key.ExportSubjectPublicKeyInfoPem()).Id);
        signing.Origin.ShouldBe(path);
        signing.IsDevelopment.ShouldBeFalse();
        signing.Public.Verifies([1, 2, 3], signing.Sign([1, 2, 3])).ShouldBeTrue();
        signing.Public.Verifies([1, 2, 4], signing.Sign([1, 2, 3])).ShouldBeFalse();
        signing.Public.Verifies([1, 2, 3], [1, 2, 3]).ShouldBeFalse();
        Directory.Exists(Profile).ShouldBeFalse("no key is made where there is one");
    }

    [Fact]
    public void Is_read_from_an_encrypted_file_with_the_password_that_a_variable_holds()
    {
        environment["THE_PASSWORD"] = Password;
        using var signing = Find(Write(key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption)), "THE_PASSWORD");
        signing.PublicKeyPem.ShouldBe(key.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    [Fact]
    public void Is_read_from_a_variable()
    {
        environment[SigningKey.Variable] = key.ExportPkcs8PrivateKeyPem();
        using var signing = Find(null);
        signing.Origin.ShouldBe("MODELBUILD_SIGNING_KEY");
        signing.IsDevelopment.ShouldBeFalse();

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var file = Find(Write(other.ExportPkcs8PrivateKeyPem()));
        file.KeyId.ShouldNotBe(signing.KeyId, "a file that is named comes first");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("THE_PASSWORD", null)]
    [InlineData("THE_PASSWORD", "")]
    [InlineData("THE_PASSWORD", "wrong-secret")]
    public void Is_refused_without_its_password(string? variable, string? value)
    {
        if (value is not null)
            environment["THE_PASSWORD"] = value;
        var message = Refused(Write(key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption)), "MB5034", variable).Message;
        message.ShouldNotContain("wrong-secret");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Is_refused_where_others_can_reach_its_file(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such modes on Windows.");
        var path = Write(key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) // for the analyzer
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
        Refused(path, "MB5032").Message.ShouldContain(mode.ToString());
    }

    [Fact]
    public void Is_refused_where_it_is_of_another_kind()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var pem = key.ExportPkcs8PrivateKeyPem();
        foreach (var text in (string[])[p384.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), key.ExportECPrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem(),
            pem + "\n" + pem, pem.Replace("MIG", "MIF", StringComparison.Ordinal), "", "secret text", new string('x', 70_000)])
        {
            Refused(Write(text), "MB5033");
            if (text.Length > 0)
            {
                environment[SigningKey.Variable] = text;
                Refused(null, "MB5033").Place.ShouldBe(SigningKey.Variable);
            }
        }
    }

    [Fact]
    public void Is_refused_where_its_file_cannot_be_read() => Refused(Path.Combine(folder, "none.pem"), "MB5031");

    [Fact]
    public void Is_nowhere_in_an_error()
    {
        var pem = key.ExportPkcs8PrivateKeyPem();
        var lines = pem.Split('\n').Where(line => !line.StartsWith('-')).ToList();
        foreach (var damaged in (string[])[pem[..100], pem[..^40], pem.Replace('A', 'B'), pem.Replace("PRIVATE", "SECRET", StringComparison.Ordinal), "password=" + pem + pem])
        {
            var told = Refused(Write(damaged), "MB5033").ToString();
            lines.ShouldAllBe(line => !told.Contains(line.Substring(0, 20), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Is_made_once_for_development_where_there_is_none()
    {
        using var first = Find(null);
        using var again = Find("", "");

        first.IsDevelopment.ShouldBeTrue();
        first.Public.Name.ShouldBe("development key");
        again.KeyId.ShouldBe(first.KeyId);
        Directory.GetFileSystemEntries(Path.Combine(Profile, "modelbuild")).ShouldBe([DevelopmentKey.PathIn(Profile)]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(DevelopmentKey.PathIn(Profile)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.Combine(Profile, "modelbuild")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Is_one_for_builds_that_make_it_at_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var profile = Path.Combine(folder, $"{round}");
            var ids = new string[8];
            using var barrier = new Barrier(ids.Length);
            var builds = ids.Select((_, i) => new Thread(() =>
            {
                barrier.SignalAndWait();
                using var made = SigningKey.Find(null, null, _ => null, profile);
                ids[i] = made.KeyId;
            })).ToList();
            builds.ForEach(build => build.Start());
            builds.ForEach(build => build.Join());
            ids.Distinct().Count().ShouldBe(1);
            Directory.GetFileSystemEntries(Path.Combine(profile, "modelbuild")).Length.ShouldBe(1);
        }
    }

    [Fact]
    public void Is_refused_for_development_where_the_profile_cannot_be_written()
    {
        File.WriteAllText(Path.Combine(folder, "profile"), "a file in the folder's place");
        Refused(null, "MB5035");
    }

    [Fact]
    public void Is_never_replaced_by_one_for_development()
    {
        Directory.CreateDirectory(Path.Combine(Profile, "modelbuild"));
        File.WriteAllText(DevelopmentKey.PathIn(Profile), "damaged");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(DevelopmentKey.PathIn(Profile), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Refused(null, "MB5033");
        File.ReadAllText(DevelopmentKey.PathIn(Profile)).ShouldBe("damaged");
    }

    [Fact]
    public void Is_among_the_users_own_without_being_made()
    {
        SigningKey.Own(null, _ => null, Profile).All.ShouldBeEmpty();
        Directory.Exists(Profile).ShouldBeFalse();

        using var development = Find(null);
        environment[SigningKey.Variable] = key.ExportPkcs8PrivateKeyPem();
        SigningKey.Own(null, environment.GetValueOrDefault, Profile).All.Select(own => own.Name).ShouldBe([null, "development key"]);
    }

    [Fact]
    public void Is_kept_where_the_user_keeps_settings()
    {
        DevelopmentKey.ProfileFolder(name => name == "XDG_CONFIG_HOME" ? folder : null).ShouldBe(folder);
        DevelopmentKey.ProfileFolder(name => name == "XDG_CONFIG_HOME" ? "not/rooted" : null).ShouldNotBe("not/rooted");
        DevelopmentKey.PathIn(folder).ShouldBe(Path.Combine(folder, "modelbuild", "development-key.pem"));
    }

    SigningKey Find(string? file, string? passwordVariable = null) => SigningKey.Find(file, passwordVariable, environment.GetValueOrDefault, Profile);

    SigningException Refused(string? file, string code, string? passwordVariable = null)
    {
        var exception = Should.Throw<SigningException>(() => Find(file, passwordVariable));
        exception.Code.ShouldBe(code, exception.Message);
        exception.Message.ShouldNotContain('\n');
        exception.InnerException.ShouldBeNull("an inner exception could quote what it parsed");
        return exception;
    }

    string Write(string text)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
