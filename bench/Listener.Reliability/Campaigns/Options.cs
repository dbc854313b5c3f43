namespace Listener.Reliability.Campaigns;

/// <summary>How a life of the service ends.</summary>
public enum Ending { Kill, Freeze, Terminate }

/// <summary>A campaign.</summary>
/// <param name="Ending">How lives end.</param>
/// <param name="Ends">How many lives, over all folders.</param>
/// <param name="Seed">Seed; the folder's number is added to it.</param>
/// <param name="PerFolder">Lives of one folder.</param>
/// <param name="Parallel">Folders at once.</param>
/// <param name="Speed">Value of <c>Listener:TestSpeed</c>, at most 40: the second look must stay later than the networks' lateness.</param>
/// <param name="Service">Published Listener.Worker.dll to run; null for the one built with this tool.</param>
public sealed record Options(Ending Ending, int Ends, int Seed, int PerFolder = 25, int Parallel = 1, int Speed = 40, string? Service = null)
{
    /// <summary>Command that runs one folder of this campaign again.</summary>
    public string Reproduction(int folder) =>
        $"dotnet run -c Release --project bench/Listener.Reliability -- {Ending switch { Ending.Kill => "kill --kills", Ending.Freeze => "frozen --times", _ => "sigterm --times" }} {PerFolder} --seed {Seed + folder} --per-folder {PerFolder}";
}
