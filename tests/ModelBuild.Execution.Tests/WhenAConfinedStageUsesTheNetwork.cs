using System.Net;
using System.Net.Sockets;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAConfinedStageUsesTheNetwork : ConfinedTest
{
    [Fact]
    public async Task Without_declaring_it_a_connection_is_refused()
    {
        using var listener = Listener();
        Toy.CSharp("train", "Connects", Trying(listener));

        var error = await FailsAsync();

        error.Code.ShouldBe("MB3031");
        error.Message.ShouldStartWith("stage 'train' used the network, which it did not declare. Write `access: { network: true }` into its section");
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Having_declared_it_a_connection_is_made()
    {
        using var listener = Listener();
        Toy.CSharp("train", "Connects", Trying(listener), access: new(Network: true));

        await SucceedsAsync();

        Made.ShouldBe("connected");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Listening_is_the_same(bool declared)
    {
        Toy.CSharp("train", "Listens", access: new(declared));

        (await Toy.BuildAsync()).ShouldBe(declared);

        Toy.Errors.Select(error => error.Code).ShouldBe(declared ? [] : ["MB3031"]);
    }

    /// <summary>Names of machines are resolved without TCP, and not found without a network.</summary>
    [Fact]
    public async Task A_command_hears_of_it_too()
    {
        using var listener = Listener();
        Toy.Command("train", ["python3", "-c", $"import socket; socket.create_connection(('127.0.0.1', {Port(listener)}))"]);

        (await FailsAsync()).Message.ShouldContain("PermissionError: [Errno 13] Permission denied");
    }

    [Fact]
    public async Task On_a_kernel_that_cannot_refuse_it_files_are_refused_still()
    {
        using var listener = Listener();
        Toy.Landlock = 3;
        Toy.CSharp("train", "Connects", Trying(listener));
        await SucceedsAsync();

        Toy.CSharp("train", "Reads", Trying(Secret()));
        (await FailsAsync()).Code.ShouldBe("MB3030");
    }

    static TcpListener Listener()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    static string Trying(TcpListener listener) => $$"""{"port": {{Port(listener)}}}""";
}
