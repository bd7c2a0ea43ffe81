using System.Text.Json;

namespace ModelBuild.Core.Protocol;

/// <summary>The orders in an <see cref="EngineRequest"/> as JSON; by hand for the reason that <see cref="EventJson"/> is.</summary>
static class OrderJson
{
    public static void Write(Utf8JsonWriter json, RemoteOrder remote)
    {
        json.WriteStartObject("remote");
        json.WriteString("place", remote.Place);
        json.WriteBoolean("isReadOnly", remote.IsReadOnly);
        json.WriteString("secretVariable", remote.SecretVariable);
        json.WriteString("trustedKeys", remote.TrustedKeys);
        json.WriteString("tokenVariable", remote.TokenVariable);
        Write(json, remote.Key);
        json.WriteEndObject();
    }

    public static RemoteOrder ReadRemote(JsonMembers json) => new()
    {
        Place = json.Text("place"),
        IsReadOnly = json.Flag("isReadOnly"),
        SecretVariable = json.TextOrNull("secretVariable"),
        TrustedKeys = json.TextOrNull("trustedKeys"),
        TokenVariable = json.TextOrNull("tokenVariable"),
        Key = ReadKey(json),
    };

    public static void Write(Utf8JsonWriter json, ChampionOrder champions)
    {
        json.WriteStartObject("champions");
        if (champions.Feed is { } feed)
            Write(json, feed);
        json.WriteString("projectFolder", champions.ProjectFolder);
        json.WriteString("trustedKeys", champions.TrustedKeys);
        Write(json, champions.Key);
        json.WriteEndObject();
    }

    public static ChampionOrder ReadChampions(JsonMembers json) => new()
    {
        Feed = json.ObjectOrNull("feed") is { } feed ? ReadFeed(feed) : null,
        ProjectFolder = json.Text("projectFolder"),
        TrustedKeys = json.TextOrNull("trustedKeys"),
        Key = ReadKey(json),
    };

    public static void Write(Utf8JsonWriter json, PackOrder pack)
    {
        json.WriteStartObject("pack");
        json.WriteStartArray("packages");
        foreach (var package in pack.Packages)
        {
            json.WriteStartObject();
            json.WriteString("model", package.Model);
            json.WriteString("id", package.Id);
            json.WriteString("version", package.Version);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("versionMode", pack.VersionMode);
        if (pack.Feed is { } feed)
            Write(json, feed);
        Write(json, pack.Key);
        json.WriteString("projectFile", pack.ProjectFile);
        json.WriteString("configuration", pack.Configuration);
        json.WriteString("commit", pack.Commit);
        json.WriteString("repository", pack.Repository);
        json.WriteEndObject();
    }

    public static PackOrder ReadPack(JsonMembers json) => new()
    {
        Packages = json.Objects("packages").ConvertAll(package => new PackageName(package.Text("model"), package.Text("id"), package.Text("version"))),
        VersionMode = json.Text("versionMode"),
        Feed = json.ObjectOrNull("feed") is { } feed ? ReadFeed(feed) : null,
        Key = ReadKey(json),
        ProjectFile = json.Text("projectFile"),
        Configuration = json.Text("configuration"),
        Commit = json.TextOrNull("commit"),
        Repository = json.TextOrNull("repository"),
    };

    public static void Write(Utf8JsonWriter json, PlaceOrder place)
    {
        json.WriteStartObject("place");
        json.WriteStartArray("packages");
        foreach (var package in place.Packages)
        {
            json.WriteStartObject();
            json.WriteString("folder", package.Folder);
            json.WriteString("file", package.File);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("folder", place.Folder);
        Write(json, place.Key);
        json.WriteEndObject();
    }

    public static PlaceOrder ReadPlace(JsonMembers json) => new()
    {
        Packages = json.Objects("packages").ConvertAll(package => new PackedModel(package.Text("folder"), package.Text("file"))),
        Folder = json.Text("folder"),
        Key = ReadKey(json),
    };

    public static void Write(Utf8JsonWriter json, PushOrder push)
    {
        json.WriteStartObject("push");
        json.WriteStartArray("packages");
        foreach (var package in push.Packages)
            json.WriteStringValue(package);
        json.WriteEndArray();
        Write(json, push.Feed);
        Write(json, push.Key);
        json.WriteEndObject();
    }

    public static PushOrder ReadPush(JsonMembers json) => new() { Packages = json.Texts("packages"), Feed = ReadFeed(json.Object("feed")), Key = ReadKey(json) };

    static void Write(Utf8JsonWriter json, FeedOrder feed)
    {
        json.WriteStartObject("feed");
        json.WriteString("source", feed.Source);
        json.WriteString("projectFolder", feed.ProjectFolder);
        json.WriteString("apiKeyVariable", feed.ApiKeyVariable);
        json.WriteBoolean("allowInsecureConnections", feed.AllowInsecureConnections);
        json.WriteEndObject();
    }

    static FeedOrder ReadFeed(JsonMembers json) =>
        new(json.Text("source"), json.Text("projectFolder"), json.TextOrNull("apiKeyVariable"), json.Flag("allowInsecureConnections"));

    static void Write(Utf8JsonWriter json, KeyOrder key)
    {
        json.WriteStartObject("key");
        json.WriteString("file", key.File);
        json.WriteString("passwordVariable", key.PasswordVariable);
        json.WriteEndObject();
    }

    static KeyOrder ReadKey(JsonMembers json)
    {
        var key = json.Object("key");
        return new(key.TextOrNull("file"), key.TextOrNull("passwordVariable"));
    }
}
