namespace ModelBuild.Testing.Tests;

public sealed class Types_in_messages
{
    [Theory]
    [InlineData(typeof(Json<double[]>), "Json<double[]>", "ModelBuild.Json<double[]>")]
    [InlineData(typeof(IReadOnlyList<int?>), "IReadOnlyList<int?>", "System.Collections.Generic.IReadOnlyList<int?>")]
    [InlineData(typeof(Json<Mode>[,]), "Json<Mode>[,]", "ModelBuild.Json<ModelBuild.Testing.Tests.Mode>[,]")]
    [InlineData(typeof(Dictionary<string, object>.Enumerator), "Enumerator", "System.Collections.Generic.Dictionary<string, object>.Enumerator")]
    [InlineData(typeof(Inner<bool>), "Inner<bool>", "ModelBuild.Testing.Tests.Types_in_messages.Inner<bool>")]
    [InlineData(typeof(void), "void", "void")]
    public void Are_written_as_in_code(Type type, string name, string full)
    {
        TypeName.Short(type).ShouldBe(name);
        TypeName.Full(type).ShouldBe(full);
    }

    public sealed class Inner<T>
    {
        public T? Value { get; init; }
    }
}
