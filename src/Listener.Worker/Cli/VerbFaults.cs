using System.Text.Json;
using Listener.Sentiment.Models;

namespace Listener.Worker.Cli;

/// <summary>Faults of files that a verb was given, in words that say what, where and what next.</summary>
internal static class VerbFaults
{
    /// <summary>True for faults of the input; everything else is a defect and must not be hidden.</summary>
    public static bool IsInput(Exception error) =>
        error is IOException or UnauthorizedAccessException or FormatException or InvalidDataException or ModelFileException or JsonException;

    /// <summary>One line for standard error.</summary>
    public static string Describe(Exception error) => error switch
    {
        FileNotFoundException missing => $"There is no file {missing.FileName}. Check the path; it is read from {Environment.CurrentDirectory}.",
        DirectoryNotFoundException => $"{error.Message} Make the folder first, or name another.",
        UnauthorizedAccessException => $"{error.Message} Run this as a user who may, or name another place.",
        _ => error.Message,
    };
}
