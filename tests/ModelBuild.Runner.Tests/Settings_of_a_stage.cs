namespace ModelBuild.Runner.Tests;

public sealed class Settings_of_a_stage
{
    static string Run(string method, string options, params string[] parameters)
    {
        using var stage = new StageFolder(method, parameters);
        stage.Write("options.json", options);
        return stage.Run() == 0 ? stage.Output : stage.Errors;
    }

    [Fact]
    public void Default_to_what_the_code_says() => Run("Settings", "{}", "options:settings").ShouldBe(
        "0.5|ElasticNet||unnamed|True|1|0|0|0|0.1||10||InnerOptions { Depth = 3, Penalty = L2Norm }||");

    [Fact]
    public void May_have_every_type() => Run("Settings", """
        {"options": {
            "l2": 1e-3, "penalty": "l2-norm", "limit": 7, "name": "ü \"x\" \ud83d\ude00", "shuffle": false, "small": 255, "signed16": -5,
            "big": -9223372036854775808, "huge": 18446744073709551615, "rate": 0.25, "ignore": ["id", "name"], "layers": [1, 2, 3],
            "weights": {"b": 1.5, "a": 2}, "inner": {"depth": 9, "penalty": null}, "folds": [{}, {"penalty": "none"}], "note": "n"
        }}
        """, "options:settings").ShouldBe(
        "0.001|L2Norm|7|ü \"x\" \U0001F600|False|255|-5|-9223372036854775808|18446744073709551615|0.25|id,name|1,2,3|[b, 1.5],[a, 2]|" +
        "InnerOptions { Depth = 9, Penalty =  }|InnerOptions { Depth = 3, Penalty = L2Norm },InnerOptions { Depth = 3, Penalty = None }|n");

    [Fact]
    public void Of_sections_are_plain_values_with_the_parameters_defaults()
    {
        Run("Sections", """{"task": "regression"}""", "task:settings", "scale:settings", "penalty:settings").ShouldBe("regression 1.5 ElasticNet");
        Run("Sections", """{"task": "x", "scale": 2, "penalty": "none"}""", "task:settings", "scale:settings", "penalty:settings").ShouldBe("x 2 None");
    }

    [Fact]
    public void Of_positional_and_required_records_are_bound()
    {
        Run("Needs", """{"options": {"rounds": 5}}""", "options:settings").ShouldBe("5");
        Run("Positional", """{"options": {"rounds": 5}}""", "options:settings").ShouldBe("5 plain");
        Run("Positional", """{"options": {"kind": "other", "rounds": 5}}""", "options:settings").ShouldBe("5 other");
    }

    [Theory]
    [InlineData("Needs", "{}", "train.rounds", "not set")]
    [InlineData("Inherits", "{}", "train.rounds", "not set")]
    [InlineData("Positional", "{}", "train.rounds", "not set")]
    [InlineData("Settings", """{"options": {"l3": 1}}""", "train.l3", "no setting 'l3'; it has big, folds,")]
    [InlineData("Settings", """{"options": {"computed": "x"}}""", "train.computed", "no setting 'computed'")]
    [InlineData("Settings", """{"options": {"L2": 1}}""", "train.L2", "no setting 'L2'")]
    [InlineData("Settings", """{"options": {"inner": {"deep": 1}}}""", "train.inner.deep", "it has depth, penalty")]
    [InlineData("Settings", """{"options": {"folds": [{}, {"depth": "x"}]}}""", "train.folds[1].depth", "is 'x', but must be a whole number that fits Int32")]
    [InlineData("Settings", """{"options": {"penalty": "L2Norm"}}""", "train.penalty", "one of none, elastic-net, l2-norm")]
    [InlineData("Settings", """{"options": {"penalty": 1}}""", "train.penalty", "one of none")]
    [InlineData("Settings", """{"options": {"penalty": null}}""", "train.penalty", "is null")]
    [InlineData("Settings", """{"options": {"small": 256}}""", "train.small", "from 0 to 255")]
    [InlineData("Settings", """{"options": {"big": 1.0}}""", "train.big", "is 1.0, but must be a whole number")]
    [InlineData("Settings", """{"options": {"rate": 1e39}}""", "train.rate", "a finite number")]
    [InlineData("Settings", """{"options": {"l2": "1"}}""", "train.l2", "a finite number")]
    [InlineData("Settings", """{"options": {"shuffle": "true"}}""", "train.shuffle", "true or false")]
    [InlineData("Settings", """{"options": {"name": 5}}""", "train.name", "is 5, but must be text")]
    [InlineData("Settings", """{"options": {"ignore": "id"}}""", "train.ignore", "a list")]
    [InlineData("Settings", """{"options": {"weights": [1]}}""", "train.weights", "a mapping")]
    [InlineData("Settings", """{"options": {"weights": {"a": "x"}}}""", "train.weights.a", "a finite number")]
    [InlineData("Settings", """{"options": []}""", "train", "a mapping")]
    public void That_do_not_fit_are_errors_at_their_path(string method, string options, string path, string problem)
    {
        var error = Bind(method, options);

        error.Code.ShouldBe("MB3003");
        error.Option.ShouldBe(path);
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void That_do_not_fit_reach_the_user_as_errors() =>
        Run("Sections", "{}", "task:settings:task", "scale:settings", "penalty:settings").ShouldBe(
            """{"message": "'task' is not set and has no default. Set it in the definition.", "code": "MB3003", "option": "task"}""");

    /// <summary>In this process, since many of the same kind would only start many processes.</summary>
    static StageError Bind(string method, string options)
    {
        var parameter = typeof(ToyPipelines.ToyPipeline).GetMethod(method,
            System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)!.GetParameters()[0];
        return Should.Throw<StageException>(() => SettingsBinder.Bind(JsonReader.Read(options).Find("options"), parameter, "train")).Errors.Single();
    }
}
