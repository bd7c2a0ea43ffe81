using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Tests.Diagnostics;

public sealed class MessagesOnOneLine
{
    static readonly Mark Place = new("x.csv", 1, 1);

    [Fact]
    public void What_data_brings_along_can_neither_forge_a_message_nor_command_a_terminal()
    {
        var forged = "'x\n/etc/passwd(1,1): error MB9999: \u001b[31mred\u202e\u2028\0' is wrong. Repair it.";

        var message = Diagnostic.Error("MB2030", Place, forged).Message;

        message.ShouldBe("'x\\n/etc/passwd(1,1): error MB9999: \\u001b[31mred\\u202e\\u2028\\u0000' is wrong. Repair it.");
        (Diagnostic.Error("MB2030", Place, "") with { Message = forged }).Message.ShouldBe(message);
    }

    [Fact]
    public void A_message_without_end_is_clipped()
    {
        Diagnostic.Error("MB2030", Place, new string('x', 100_000)).Message.Length.ShouldBe(4001);
    }
}
