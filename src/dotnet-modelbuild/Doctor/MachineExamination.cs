using System.Runtime.InteropServices;
using ModelBuild.Execution;

namespace ModelBuild.Tool;

/// <summary>What stages run on, and what of their confinement the system can see to.</summary>
static class MachineExamination
{
    public static Examination Of() => new(
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors; "
        + (Engine.ConfinementLimit ?? "stages are kept to what they declare"),
        []);
}
