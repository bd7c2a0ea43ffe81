namespace ModelBuild.Tasks.Tests;

public sealed class Running_stages_without_an_engine : IDisposable
{
    readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Needs_a_definition()
    {
        TaskProject.Run(project.Task()).ShouldBeFalse();

        project.Error.Code.ShouldBe("MB1078");
        project.Error.Message!.ShouldContain(project.Folder);
    }

    [Fact]
    public void Needs_a_runtime_configuration()
    {
        File.Delete(project.In("p.runtimeconfig.json"));

        TaskProject.Run(project.Task("Train", "m.model.yaml")).ShouldBeFalse();

        project.Error.Code.ShouldBe("MB0002");
        project.Error.Message!.ShouldContain(project.In("p.runtimeconfig.json"));
    }

    [Theory]
    [InlineData("LockedMode", "yes", "ModelLockedMode is 'yes'")]
    [InlineData("LockFile", "", "ModelLockFile is ''")]
    [InlineData("LockFile", "false", "ModelLockedMode is true, and ModelLockFile is false")]
    public void Needs_properties_of_lock_files_that_fit(string name, string value, string says)
    {
        var task = project.Task("Train", "m.model.yaml");
        task.Project.SetMetadata("LockedMode", "true");
        task.Project.SetMetadata(name, value);

        TaskProject.Run(task).ShouldBeFalse();

        project.Error.Code.ShouldBe("MB3044");
        project.Error.Message!.ShouldContain(says);
    }

    [Theory]
    [InlineData("Train")]
    [InlineData("Validate")]
    public void Says_that_a_model_is_not_up_to_date_when_it_is_only_asked(string goal)
    {
        var task = project.Task(goal, "m.model.yaml");
        task.FailIfNotIncremental = true;

        TaskProject.Run(task).ShouldBeFalse();

        project.Error.Code.ShouldBe("MB3020");
        project.Error.Message!.ShouldContain("model 'm'");
        project.Said.Node.ShouldBeEmpty();
    }

    [Fact]
    public void Gives_an_error_its_file_line_column_code_and_help()
    {
        project.Write("m.model.yaml", "pipeline: tabular\ntask: regression\ndata: { path: data.csv, lable: y }\n");

        TaskProject.Run(project.Task("Validate", "m.model.yaml")).ShouldBeFalse();

        var unknown = project.Said.Errors.Single(error => error.Code == "MB1013");
        (unknown.File, unknown.LineNumber, unknown.ColumnNumber).ShouldBe((project.In("m.model.yaml"), 3, 25));
        unknown.HelpLink.ShouldBe(new Uri(project.In("diagnostics.md")) + "#mb1013");
        // With any of these, CI systems do not recognise the line.
        unknown.Subcategory.ShouldBeNull();
        (unknown.EndLineNumber, unknown.EndColumnNumber).ShouldBe((0, 0));
    }

    [Fact]
    public void Links_to_no_help_page_that_is_not_there()
    {
        File.Delete(project.In("diagnostics.md"));

        TaskProject.Run(project.Task()).ShouldBeFalse();

        project.Error.HelpLink.ShouldBeNull();
    }

    [Fact]
    public void Says_when_the_program_that_runs_the_engine_is_not_there()
    {
        var task = project.Task("Train", "m.model.yaml");
        task.Project.SetMetadata("Dotnet", project.In("no dotnet"));
        project.Write("engine/exec", "");

        TaskProject.Run(task).ShouldBeFalse();

        project.Error.Code.ShouldBe("MB3016");
        project.Error.Message!.ShouldContain(project.In("no dotnet"));
        project.Said.Node.ShouldBe(["yield", "reacquire"]);
    }
}
