using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Tests;

public sealed class WhenAStageReadsWhatItDidNotDeclare : ConfinedTest
{
    [Theory]
    [InlineData("Reads")]
    [InlineData("ReadsInParallel")]
    public async Task The_error_names_the_file_and_says_how_to_declare_it(string method)
    {
        Toy.CSharp("train", method, Trying("/etc/hostname"));
        var error = await FailsAsync();

        error.Code.ShouldBe("MB3030");
        error.Message.ShouldStartWith("stage 'train' read '/etc/hostname', which it did not declare. Declare it as data: a section with `path:`");
        error.Place.Line.ShouldBe(3);
        File.ReadAllText(error.Message[(error.Message.IndexOf("Log: ", StringComparison.Ordinal) + 5)..]).ShouldContain("ConfinedPipeline.Reads");
    }

    [Theory]
    [InlineData("~")]
    [InlineData("/etc")]
    [InlineData("/tmp")]
    [InlineData("/")]
    public async Task A_folder_of_others_is_not_listed(string folder)
    {
        if (folder == "~")
            folder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : "/home";
        Toy.CSharp("train", "Lists", Trying(folder));

        (await FailsAsync()).Message.ShouldContain($"'{folder}', which it did not declare");
    }

    [Theory]
    [InlineData("bin/models/other/model.txt")]
    [InlineData("cache/ac/entry")]
    [InlineData("obj/toy.state.json")]
    [InlineData("toy.model.yaml")]
    [InlineData("Pipeline.cs")]
    public async Task A_file_of_the_project_is_refused(string name)
    {
        var file = Secret(name);
        Toy.CSharp("train", "Reads", Trying(file));

        var error = await FailsAsync();

        error.Code.ShouldBe("MB3030");
        error.Message.ShouldContain($"read '{file}'");
    }

    [Fact]
    public async Task A_neighbour_of_its_data_is_refused_and_the_data_is_not()
    {
        Toy.CSharp("train", "ReadsData", inputs: ["data"]);
        await SucceedsAsync();
        Made.ShouldBe("one\n");

        Toy.CSharp("train", "Reads", Trying(Secret("data.txt.bak")), ["data"]);
        (await FailsAsync()).Code.ShouldBe("MB3030");
    }

    [Fact]
    public async Task A_link_to_it_does_not_help()
    {
        var link = Path.Combine(Toy.Root, "link");
        File.CreateSymbolicLink(link, Secret());
        Toy.CSharp("train", "Reads", Trying(link));

        (await FailsAsync()).Message.ShouldContain($"'{link}'");
    }

    [Fact]
    public async Task A_way_around_by_the_process_does_not_help()
    {
        var secret = Secret();
        Toy.CSharp("train", "Reads", Trying("/proc/self/root" + secret));
        (await FailsAsync()).Code.ShouldBe("MB3030");

        // The environment of the engine, which is another process of the same user.
        Toy.CSharp("train", "Reads", Trying($"/proc/{Environment.ProcessId}/environ"));
        (await FailsAsync()).Code.ShouldBe("MB3030");

        Toy.CSharp("train", "Reads", Trying($"/proc/{Environment.ProcessId}/root{secret}"));
        (await FailsAsync()).Code.ShouldBe("MB3030");
    }

    [Fact]
    public async Task A_process_that_it_starts_cannot_either()
    {
        Toy.CSharp("train", "ReadsInAChild", Trying(Secret()));

        (await FailsAsync()).Message.ShouldContain("cat ended with 1");
    }

    [Theory]
    [InlineData("LoadsALibrary", ".so")]
    [InlineData("LoadsAnAssembly", ".dll")]
    [InlineData("StartsAProgram", "")]
    public async Task Code_is_a_file_like_any_other(string method, string extension)
    {
        var file = Path.Combine(Toy.Root, "code" + extension);
        var source = extension switch
        {
            ".dll" => typeof(Shouldly.Should).Assembly.Location,
            ".so" => Directory.EnumerateFiles(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so").First(),
            _ => "/bin/true",
        };
        File.Copy(source, file);
        Toy.CSharp("train", method, Trying(file));

        var error = await FailsAsync();

        error.Code.ShouldBe("MB3030");
        error.Message.ShouldContain($"'{file}', which it did not declare");
    }

    [Fact]
    public async Task Objects_of_the_store_cannot_be_listed()
    {
        Toy.CSharp("load", "ReadsData", inputs: ["data"]).CSharp("train", "Lists", Trying(Path.Combine(Toy.Cache, "cas")), ["load"]);

        (await FailsAsync()).Message.ShouldContain("cas', which it did not declare");
    }

    [Fact]
    public async Task The_output_of_another_stage_is_read_as_an_input()
    {
        Toy.CSharp("load", "ReadsData", inputs: ["data"]).CSharp("train", "ReadsOutput", inputs: ["load"]);

        await SucceedsAsync();

        Made.ShouldBe("one\n again");
    }

    /// <summary>What it declared is the file that was there when it started, whatever has its path now.</summary>
    [Fact]
    public async Task Data_that_was_replaced_meanwhile_is_an_error_of_its_own()
    {
        Toy.CSharp("train", "ReadsDataAgain", inputs: ["data"]);
        var build = FailsAsync();
        var work = Path.Combine(Toy.Cache, "work");
        while (!build.IsCompleted && !(Directory.Exists(work) && Directory.GetDirectories(work).Any(place => File.Exists(Path.Combine(place, "stage", "tmp", "read")))))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        File.Move(Secret(), Toy.Data, overwrite: true);

        var error = await build;

        error.Code.ShouldBe("MB3014");
        error.Place.File.ShouldBe(Toy.Data);
        error.Message.ShouldBe("the input 'data' of stage 'train' was replaced while the stage ran, so it could not go on. Build again.");
    }

    [Fact]
    public async Task A_folder_taken_for_a_file_was_refused_by_nobody()
    {
        File.Delete(Toy.Data);
        Directory.CreateDirectory(Toy.Data);
        Toy.CSharp("train", "TakesAFolderForAFile", inputs: ["data"]);

        (await FailsAsync()).Code.ShouldBe("MB3001");
    }

    [Fact]
    public async Task A_commands_error_quotes_what_its_log_says()
    {
        Toy.Command("train", ["sh", "-c", "cat /etc/hostname"]);

        var error = await FailsAsync();

        error.Code.ShouldBe("MB3010");
        error.Message.ShouldContain("It was refused something: \"cat: /etc/hostname: Permission denied\". A stage reaches only what it declares");
    }

    [Fact]
    public async Task A_program_outside_of_the_system_is_not_started()
    {
        var program = Path.Combine(Toy.Root, "program");
        File.Copy("/bin/true", program);
        Toy.Command("train", [program]);

        var error = await FailsAsync();

        error.Code.ShouldBe("MB3012");
        error.Message.ShouldContain("A stage may start the system's programs");
    }

    [Fact]
    public async Task Nothing_is_refused_where_confinement_is_off()
    {
        Toy.Confinement = StageConfinement.Off;
        Toy.CSharp("train", "Reads", Trying(Secret()));

        await SucceedsAsync();

        Made.ShouldBe("secret");
    }
}
