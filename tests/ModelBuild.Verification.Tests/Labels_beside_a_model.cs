using System.Text;

namespace ModelBuild.Verification.Tests;

/// <summary>Lists of words, tables and texts are no pickles, though many a letter is an instruction of one.</summary>
public sealed class Labels_beside_a_model
{
    // Common English, many of it with a c, since only that begins to name something to Python.
    static readonly string[] Words =
    [
        .. """
        cat dog cow pig bird fish car truck bus bike boat ship rabbit crow crab cobra camel cheetah chicken clam coral crane cricket
        crocodile bear bee bat beaver bison bull buffalo butterfly apple banana cherry carrot cabbage cake candle camera castle chair
        clock cloud coat coin comb cup curtain sin cosh sinh bias time year people way day man thing woman life child world school
        state family student group country problem hand part place case week company system program question work government number
        night point home water room mother area money story fact month lot right study book eye job word business issue side kind head
        house service friend father power hour game line end member law city community name president team minute idea body information
        back parent face others level office door health person art war history party result change morning reason research girl guy
        moment air teacher force education red blue green yellow white black orange purple small large open close north south east west
        """.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries),
    ];

    [Theory]
    [InlineData("cat dog car truck bird")]
    [InlineData("cat dog cow pig Rabbit")]
    [InlineData("cos sin cosh sinh Re bias")]
    [InlineData("cat dog cow pig apple")]
    [InlineData("cat dog cow pig clam crab snake")]
    [InlineData("cat dog car traffic_light bicycle")]
    [InlineData("cat.jpg dog.jpg car.jpg truck.jpg bird.jpg")]
    [InlineData("cat dog Name")]
    [InlineData("chair table couch lamp Person Rug")]
    [InlineData("airplane automobile bird cat deer dog frog horse ship truck")]
    [InlineData("tench goldfish great_white_shark tiger_shark hammerhead electric_ray stingray cock hen ostrich brambling goldfinch")]
    [InlineData("cock hen chickadee water_ouzel bulbul jay magpie")]
    [InlineData("[PAD] [UNK] [CLS] [SEP] [MASK] ! \" # $ % & ' ( ) * + , - . / 0 1 a b c d the of and in to was he ##s ##ing")]
    [InlineData("cats and ##c b R ( ) . i o the")]
    [InlineData("a b c d e f g h i j k l m n o p q r s t u v w x y z")]
    [InlineData("c d e f g h i j k l m n o p q r s t u v w x y z . ( )")]
    [InlineData("A B C D E F G H I J K L M N O P Q R S T U V W X Y Z")]
    [InlineData("0 1 2 3 4 5 6 7 8 9 10 11 12")]
    [InlineData("N I1 K2 p1 g1 q1 R1 b1 t1")]
    [InlineData("Iris-setosa Iris-versicolor Iris-virginica")]
    [InlineData("clé été café bébé")]
    public void Are_kept_one_to_a_line(string words)
    {
        ShouldBeKept(words.Replace(' ', '\n'));
        ShouldBeKept(words.Replace(' ', '\n') + "\n");
        ShouldBeKept(words.Replace(" ", "\r\n", StringComparison.Ordinal) + "\r\n");
    }

    [Theory]
    [InlineData("class,count\ncat,3\ncar,4\nbird,1\n")]
    [InlineData("city,country\ncairo,egypt\ncalais,france\nbern,switzerland\n")]
    [InlineData("c1,c2,c3\nc4,c5,c6\nb,b,b\n")]
    [InlineData("id,name,label\n0,cat,animal\n1,car,thing\n")]
    [InlineData("cat\t0\ndog\t1\ncar\t2\ntruck\t3\nbird\t4\n")]
    [InlineData("0\tcat\n1\tdog\n")]
    [InlineData("[core]\nname=cat\n; comment\nbias=1\n")]
    [InlineData("classes=10\nlayers=3\nconv=5\nkernel=2\nbias=true\n")]
    [InlineData("cat: 0\ndog: 1\ncar: 2\ntruck: 3\nbird: 4\n")]
    [InlineData("copyright\nholders\ncontributors\nwarranty\nby\nanyone\n")]
    [InlineData("MIT License\n\nCopyright (c) 2026 Contoso\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n")]
    [InlineData("(c) 2026 Contoso. All rights reserved.\nRedistribution and use in source and binary forms\n")]
    [InlineData("#version: 0.2\nc a\nca t\n")]
    public void Are_kept_as_tables_settings_and_texts(string text) => ShouldBeKept(text);

    [Fact]
    public void Are_kept_whatever_the_words()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var words = random.GetItems(Words, random.Next(1, 40));
            ShouldBeKept(string.Join('\n', words) + '\n');
        }
    }

    // A known limitation: words that append to Python's own os.sin; sys.path could be meant as well.
    [Theory]
    [InlineData("cos sin cow pig apple")]
    [InlineData("cos sin cast list Rest")]
    public void Are_refused_where_they_do_something_to_what_Python_brings_along(string words) => IsRefused(words.Replace(' ', '\n') + "\n").ShouldBeTrue();

    // A known limitation, too: a capital U or C begins a text of as many bytes as its next letter says, after which Python goes on within a word.
    [Fact]
    public void Are_nearly_always_kept_where_some_words_have_capitals()
    {
        var random = new Random(1);
        var refused = Enumerable.Range(0, 100_000).Count(_ => IsRefused(string.Join('\n', random.GetItems(Words, random.Next(1, 40))
            .Select(word => random.Next(3) == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word))));
        refused.ShouldBeLessThan(500);
    }

    static void ShouldBeKept(string text) => IsRefused(text).ShouldBeFalse(text);

    static bool IsRefused(string text)
    {
        using var content = new UnsafeContent("x", "y");
        try
        {
            content.Append(Encoding.UTF8.GetBytes(text));
            content.Finish();
            return false;
        }
        catch (VerificationException)
        {
            return true;
        }
    }
}
