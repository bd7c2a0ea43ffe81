namespace ModelBuild.Testing.Tests;

public sealed class Mistakes_in_a_test
{
    [Fact]
    public void In_names_say_what_was_meant()
    {
        Wrong(test => test.WithData("dat", "x")).ShouldContain("Did you mean 'data'?");
        Wrong(test => test.WithData("data", "nowhere.csv")).ShouldContain("nowhere.csv");
        Wrong(test => test.WithDataText("options", "x")).ShouldContain("The data are: data.");
        Wrong(test => test.With(new FitOptions { Rounds = 1 })).ShouldContain("No stage of ModelBuild.Testing.Tests.SumPipeline takes a FitOptions. The types of settings are: ");
        Wrong(test => test.With("facto", 1)).ShouldContain("Did you mean 'factor'?");
        Wrong(test => test.WithOutput("laod", new Json<double[]>([]))).ShouldContain("Did you mean 'load'?");
        Wrong(test => test.WithOutput("load", new Json<int>(1))).ShouldContain("returns a ModelBuild.Json<double[]>, not a ModelBuild.Json<int>");
        Wrong(test => test.WithOutput("load", new Json<double[]>([]), new Json<double[]>([]))).ShouldContain("has 1 outputs, and 2 are given");
        Wrong(test => test.Without("train")).ShouldContain("[Stage(Optional = true)]");
    }

    [Fact]
    public async Task In_what_is_missing_say_how_to_give_it()
    {
        (await WrongAsync(typeof(SumPipeline), "load", test => test)).ShouldContain("Give it: .WithData(\"data\", path)");
        (await WrongAsync(typeof(SumPipeline), "laod", test => test)).ShouldContain("Did you mean 'load'?");
        (await WrongAsync(typeof(SumPipeline), "calibrate", test => test.Without("calibrate"))).ShouldContain("switched off");
        (await WrongAsync(typeof(OtherPipeline), "load", test => test)).ShouldContain("Give it: .With(\"numbers\", …)");
        (await WrongAsync(typeof(OtherPipeline), "load", test => test.With("numbers", "four"))).ShouldContain("is four (string)");
        (await WrongAsync(typeof(OtherPipeline), "load", test => test.With("numbers", 1.5))).ShouldContain("is 1.5 (double)");
        (await WrongAsync(typeof(RepeatPipeline), "fit", test => test)).ShouldContain("Give it: .With(\"folds\", …)");
        (await WrongAsync(typeof(RepeatPipeline), "fit", test => test.With("folds", 1))).ShouldContain("Give it: .With(new FitOptions { … })");
        (await WrongAsync(typeof(RepeatPipeline), "fit", test => test.With("folds", "two"))).ShouldContain("and no list");
        (await WrongAsync(typeof(RepeatPipeline), "vary", test => test.With("variants", new[] { 1 }))).ShouldContain("has the item 1 (int)");
        (await WrongAsync(typeof(RepeatPipeline), "vary", test => test.With("variants", new[] { Mode.Plain, Mode.Plain }))).ShouldContain("has 'plain' twice");
        (await WrongAsync(typeof(RepeatPipeline), "read", test => test.WithDataText("texts", "x"))).ShouldContain("is a file. Give it a folder");
    }

    [Theory]
    [InlineData("takesOne", "is run for each item. Take them with [ForEach], or all of them as IReadOnlyList<Json<int>>.")]
    [InlineData("takesAnother", "takes a ModelBuild.Json<string>, but the stage 'load' returns a ModelBuild.Json<int>. Make the two types the same")]
    [InlineData("takesAll", "runs once. Take a Json<int>.")]
    [InlineData("takesEach", "Remove [ForEach]")]
    [InlineData("takesUnknown", "Did you mean 'load'?")]
    [InlineData("needsIt", "cannot be null. Declare it as Json<int>?.")]
    [InlineData("needsNumber", "cannot be null. Declare it as Number?.")]
    public async Task In_a_pipeline_are_found_as_a_build_finds_them(string stage, string says) =>
        (await WrongAsync(typeof(MisfitPipeline), stage, test => test.With("folds", 2).Without("mayBeOff").Without("number"))).ShouldContain(says);

    [Fact]
    public async Task In_the_order_of_items_and_outputs_are_found_when_it_runs()
    {
        PipelineTest Given(PipelineTest test) => test.With("folds", 2).WithOutput("fold", new Number(1), new Number(2));

        (await WrongAsync(typeof(FoldPipeline), "evaluateFold", test => Given(test).With("folds", 3))).ShouldBe("The outputs of 'fold' were given for 1, 2, but its items are now 1, 2, 3. Give them after the items.");
        (await WrongAsync(typeof(FoldPipeline), "evaluateFold", test => Given(test).With("folds", 1))).ShouldContain("its items are now 1.");
        (await WrongAsync(typeof(FoldPipeline), "evaluate", test => Given(test).With("folds", new[] { 1, 7 }))).ShouldContain("its items are now 1, 7.");
        using var again = Given(Given(new PipelineTest(typeof(FoldPipeline))).With("folds", 3));
        (await again.RunAsync("evaluate", TestContext.Current.CancellationToken)).Metric("mae").ShouldBe(1.5);
    }

    [Fact]
    public async Task In_a_pipeline_that_is_a_circle_are_shown_whole() =>
        (await WrongAsync(typeof(CirclePipeline), "one", test => test)).ShouldContain("one ← two ← one");

    [Theory]
    [InlineData(typeof(ToyPipelines.ToyPipeline), "Settings is not public and static")]
    [InlineData(typeof(NoPipeline), "has no [Pipeline")]
    [InlineData(typeof(ToyPipelines.TextPipeline), "Load(text) is a string, which no stage can take")]
    public void In_a_class_are_found_at_once(Type type, string says) =>
        Should.Throw<PipelineTestException>(() => new PipelineTest(type)).Message.ShouldContain(says);

    static string Wrong(Func<PipelineTest, PipelineTest> set)
    {
        using var test = new PipelineTest(typeof(SumPipeline));
        return Should.Throw<PipelineTestException>(() => set(test)).Message;
    }

    static async Task<string> WrongAsync(Type type, string stage, Func<PipelineTest, PipelineTest> set)
    {
        using var test = new PipelineTest(type);
        set(test);
        return (await Should.ThrowAsync<PipelineTestException>(test.RunAsync(stage, TestContext.Current.CancellationToken))).Message;
    }
}
