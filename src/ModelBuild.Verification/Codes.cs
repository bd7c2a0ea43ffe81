namespace ModelBuild.Verification;

/// <summary>The codes of everything that verifying can refuse; docs/diagnostics.md explains each.</summary>
static class Codes
{
    public const string CannotRead = "MB5001";
    public const string NotAnArchive = "MB5002";
    public const string BadName = "MB5003";
    public const string TwoOfOneName = "MB5004";
    public const string NotARegularFile = "MB5005";
    public const string TooMuch = "MB5006";
    public const string WrongLength = "MB5007";
    public const string BringsCode = "MB5008";
    public const string UnsafeContent = "MB5009";
    public const string UnknownAttestation = "MB5010";
    public const string PartMissing = "MB5011";
    public const string BadJson = "MB5012";
    public const string BadBundle = "MB5013";
    public const string BadStatement = "MB5014";
    public const string UntrustedSigner = "MB5015";
    public const string BadSignature = "MB5016";
    public const string WrongRoot = "MB5017";
    public const string FileMissing = "MB5018";
    public const string FileNotSigned = "MB5019";
    public const string FileChanged = "MB5020";
    public const string BadManifest = "MB5021";
    public const string UnknownFormat = "MB5022";
    public const string ManifestDisagrees = "MB5023";
    public const string WrongIdentity = "MB5024";
    public const string WrongSubject = "MB5025";
    public const string OtherSigner = "MB5026";
    public const string NotPassed = "MB5027";
    public const string BadNuspec = "MB5028";
    public const string BadKey = "MB5029";
}
