using System.CommandLine;
using System.Runtime.InteropServices;
using ModelBuild.Core.Definitions;
using ModelBuild.Packaging;
using ModelBuild.Prediction;
using ModelBuild.Tabular;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild predict</c>: the rows of CSV files through a model, into a CSV file.</summary>
static class PredictCommand
{
    const string ModelUnreadable = "MB2096";
    const int MostToEnd = 2000; // milliseconds, as the library gives for Ctrl-C

    static readonly Dictionary<string, string> Separators = new() { ["comma"] = ",", ["semicolon"] = ";", ["tab"] = "\t", ["bar"] = "|" };

    public static Command Create(Func<string, string?> environment)
    {
        var model = new Argument<string>("MODEL") { Description = "The folder of a model of the pipeline tabular, such as bin/Debug/net10.0/models/NAME, or a model package or the folder of one, which is verified first." };
        var data = new Argument<string>("DATA") { Description = "A CSV file (RFC 4180, UTF-8, with a header; gzip too), or a folder: all of its .csv, .tsv, .csv.gz and .tsv.gz files." };
        data.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "")
                result.AddError("DATA is the name of a file or folder.");
        });
        var output = new Option<string>("--output", "-o") { HelpName = "FILE", Description = "Where to write. Default: standard output." };
        output.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "")
                result.AddError("--output takes the name of a file.");
        });
        var keep = new Option<string[]>("--keep") { HelpName = "COLUMN", Description = "A column of the data to write before the prediction; can be given more than once." };
        var separator = new Option<string>("--separator") { HelpName = "CHARACTER", Description = "What separates the cells of the data: comma, semicolon, tab or bar. Default: what the header line has most often." };
        separator.AcceptOnlyFromAmong([.. Separators.Keys]);
        var threads = new Option<int>("--threads") { HelpName = "N", Description = "How many threads to use; does not change the result. Default: one for each processor.", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--threads takes a number of at least 1.");
        });
        var trust = new TrustOptions(environment);
        var command = new Command("predict", "Predict the rows of CSV files: writes for each row the prediction and, of a classification, the probability of each class.") { model, data, output, keep, separator, threads };
        trust.AddTo(command);
        // On another thread, so that a signal ends also what waits for the reader of a pipe.
        command.SetAction((result, cancellation) => Task.Run(() => Run(
            result.GetRequiredValue(model), path => trust.Keys(result, path), result.GetRequiredValue(data), result.GetValue(output),
            new()
            {
                Keep = result.GetValue(keep) ?? [],
                Separator = result.GetValue(separator) is { } name ? Separators[name] : null,
                Threads = result.GetValue(threads),
                Progress = Console.IsErrorRedirected ? null : Show,
            },
            cancellation), CancellationToken.None));
        return command;
    }

    static int Run(string modelPath, Func<string, TrustedKeys> keys, string data, string? output, CsvPredictionOptions options, CancellationToken cancellation)
    {
        // Nothing temporary is left behind: the system would end the process at once for these, which the library does not know.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
            _ = Task.Delay(MostToEnd, CancellationToken.None).ContinueWith(_ => Environment.Exit(ExitCode.Cancelled), TaskScheduler.Default);
        }

        try
        {
            if (!File.Exists(data) && !Directory.Exists(data))
                throw new IOException($"there is no file or folder '{data}';{Nearest(data)} correct the path of the data, which is relative to the current folder");
            var file = output is null ? null : new OutputFile(output);
            file?.CheckIsNot(data);
            if (Load(modelPath, keys) is not { } model)
                return ExitCode.Failed;
            if (file is not null)
                file.Write(Predict);
            else
                using (var stream = Console.OpenStandardOutput())
                    Predict(stream);
            return 0;

            void Predict(Stream stream) => CsvPrediction.Run(model, data, stream, options, stop.Token);
        }
        catch (StageException exception)
        {
            foreach (var error in exception.Errors)
                Console.Error.WriteLine($"{Place(data, error)}: error {error.Code}: {error.Message}");
        }
        catch (VerificationException exception)
        {
            Console.Error.WriteLine(exception.Line);
        }
        catch (SigningException exception)
        {
            Console.Error.WriteLine($"{exception.Place}: error {exception.Code}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"modelbuild predict: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
        return ExitCode.Failed;
    }

    // Null, and an error shown, where there is none.
    static TabularModel? Load(string path, Func<string, TrustedKeys> keys)
    {
        try
        {
            return Read(path, keys);
        }
        catch (InvalidDataException exception) when (exception.InnerException is UnknownTransformException)
        {
            Console.Error.WriteLine($"{path}: error {ModelUnreadable}: The model has transforms that are code of its author, which the tool does not have. Predict in a program of your own that references them, with TabularModel.Load of the package ModelBuild.");
            return null;
        }
        catch (InvalidDataException exception)
        {
            Console.Error.WriteLine($"{path}: error {ModelUnreadable}: {exception.Message}");
            return null;
        }
    }

    static TabularModel Read(string path, Func<string, TrustedKeys> keys)
    {
        if (File.Exists(Path.Combine(path, TabularModel.FileNames[0])))
            return TabularModel.Load(path);
        if (Directory.Exists(path) && !Directory.Exists(Path.Combine(path, "model")))
            throw new InvalidDataException($"The folder has neither {TabularModel.FileNames[0]} nor model/.");
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new InvalidDataException("There is no such folder or package. Give the folder of a model, such as bin/Debug/net10.0/models/NAME, or a model package (.nupkg) or the folder of one.");
        var verified = ModelVerifier.Verify(path, keys(path), new() { Keep = IsOfModel });
        return TabularModel.Load(verified.Files.Where(IsOfModel).ToDictionary(file => file.Path, file => verified.Read(file.Path)), []);
    }

    static bool IsOfModel(ModelResource file) => TabularModel.FileNames.Contains(file.Path);

    static string Nearest(string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Directory.Exists(folder)
            && NearestName.Find(Path.GetFileName(path), Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry))) is { } nearest
            ? $" did you mean '{Path.Join(Path.GetDirectoryName(path), nearest)}'? Otherwise" : "";

    static string Place(string data, StageError error)
    {
        var path = error.Member is { } member ? Path.Combine(data, member.Replace('/', Path.DirectorySeparatorChar)) : data;
        return error.Line is { } line ? $"{path}({line},{error.Column ?? 1})" : path;
    }

    static void Show(double fraction, string message) => Console.Error.Write($"\r{fraction,4:P0} {message}{(fraction < 1 ? "" : "\n")}");
}
