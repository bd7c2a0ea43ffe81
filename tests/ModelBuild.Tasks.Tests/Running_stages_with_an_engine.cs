using Microsoft.Build.Framework;

namespace ModelBuild.Tasks.Tests;

public sealed class Running_stages_with_an_engine : IDisposable
{
    readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Hands_it_the_request_and_the_node()
    {
        project.Engine("read -r request; echo \"$request\" > request.json");

        TaskProject.Run(project.Task("Validate", "m.model.yaml")).ShouldBeTrue();

        var request = Core.Protocol.EngineRequest.FromJson(File.ReadAllText(project.In("engine/request.json")));
        request.Goal.ShouldBe(Core.Protocol.EngineGoal.Validate);
        request.CacheFolder.ShouldBe(project.In("cache"));
        request.Project.Definitions.ShouldHaveSingleItem().ShouldBe(new("m", project.In("m.model.yaml")));
        project.Said.Node.ShouldBe(["yield", "reacquire"]);
    }

    [Fact]
    public void Shows_its_events_by_their_importance()
    {
        project.Engine("""
            read -r request
            echo '{"event":"stage-started","model":"m","node":"train","reason":"it is new"}'
            echo '{"event":"stage-log","model":"m","node":"train","line":"a line {0}"}'
            echo '{"event":"stage-finished","model":"m","node":"train","outcome":"Ran","seconds":1.2,"stageKey":"k"}'
            echo '{"event":"stage-finished","model":"m","node":"evaluate","outcome":"UpToDate","seconds":1.2,"stageKey":"k"}'
            echo '{"event":"stage-finished","model":"m","node":"split","outcome":"Restored","seconds":1.2,"stageKey":"k","remote":"https://cache.example","signer":"shared secret"}'
            echo '{"event":"model-finished","model":"m","folder":"/models/m","headline":"auc 1","stagesRun":1,"stagesRestored":1,"stagesUpToDate":1}'
            """);

        TaskProject.Run(project.Task("Train", "m.model.yaml")).ShouldBeTrue();

        project.Said.Of(MessageImportance.High).ShouldBe(["m: train ran in 1.2 s", "m: split restored from https://cache.example (shared secret)", "m: auc 1 (1 stage ran, 1 restored, 1 up to date)", "p -> /models/m/"]);
        project.Said.Of(MessageImportance.Normal).ShouldContain("m: train runs: it is new");
        project.Said.Of(MessageImportance.Normal).ShouldContain("m: evaluate is up to date (k)");
        project.Said.Of(MessageImportance.Low).ShouldContain("m: train: a line {0}");
    }

    [Fact]
    public void Shows_its_errors_and_warnings_at_their_places()
    {
        project.Engine("""
            read -r request
            echo '{"event":"diagnostic","diagnostic":{"code":"MB6001","severity":"Warning","place":{"file":"/cache","line":0,"column":0},"message":"lost {0}"}}'
            echo '{"event":"diagnostic","diagnostic":{"code":"OWN1","severity":"Error","place":{"file":"/data.csv","line":3,"column":7},"message":"bad"}}'
            exit 1
            """);

        TaskProject.Run(project.Task("Train", "m.model.yaml")).ShouldBeFalse();

        (project.Error.File, project.Error.LineNumber, project.Error.ColumnNumber, project.Error.Code, project.Error.Message, project.Error.HelpLink)
            .ShouldBe(("/data.csv", 3, 7, "OWN1", "bad", null));
        var warning = project.Said.Warnings.ShouldHaveSingleItem();
        (warning.Code, warning.Message).ShouldBe(("MB6001", "lost {0}"));
        warning.HelpLink.ShouldEndWith("#mb6001");
    }

    [Fact]
    public void Says_what_it_printed_when_it_ends_without_a_reason()
    {
        project.Engine("echo 'out of luck' >&2; exit 134");

        TaskProject.Run(project.Task("Train", "m.model.yaml")).ShouldBeFalse();

        project.Error.Code.ShouldBe("MB3016");
        project.Error.Message!.ShouldContain("134");
        project.Said.Of(MessageImportance.High).ShouldBe(["out of luck"]);
    }

    [Fact]
    public async Task Ends_it_by_the_end_of_its_input_when_the_build_is_cancelled()
    {
        // Past the end of its input it shows that it was not killed.
        project.Engine("""
            read -r request
            echo '{"event":"stage-started","model":"m","node":"train","reason":"endless"}'
            read -r more
            echo ended > ended
            exit 130
            """);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        project.Said.OnMessage = message =>
        {
            if (message.Contains("endless", StringComparison.Ordinal))
                started.SetResult();
        };
        using var task = project.Task("Train", "m.model.yaml");
        var result = Task.Run(task.Execute, TestContext.Current.CancellationToken);
        await Task.WhenAny(started.Task, result);

        task.Cancel();

        (await result).ShouldBeFalse();
        File.Exists(project.In("engine/ended")).ShouldBeTrue();
        project.Error.Code.ShouldBe("MB3017");
        project.Said.Node.ShouldBe(["yield", "reacquire"]);
    }
}
