using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>When a story begins, seen from now.</summary>
internal enum DemoMoment
{
    /// <summary>Some time in the last nine weeks, but not in the last 30 hours.</summary>
    Past,

    /// <summary>Thursday evening of last week, when the shop's checkout was down.</summary>
    Outage,

    /// <summary>Yesterday afternoon, when a carrier lost a lorry-load of parcels.</summary>
    Crisis,

    /// <summary>Within the last 20 hours, mostly the last two.</summary>
    Today,

    /// <summary>While the demonstration runs.</summary>
    Live,
}

/// <summary>What follows in a story.</summary>
internal enum DemoTurnKind { OurAnswer, CustomerAgain, Edit, Deletion }

/// <summary>One step of a story after its first text.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Text">New text; empty for a deletion.</param>
internal sealed record DemoTurn(DemoTurnKind Kind, string Text);

/// <summary>A thread as it was written for the demonstration.</summary>
/// <param name="Key">Id of its first text: language file and line.</param>
/// <param name="Language">Name of its file: ISO 639-1, or <c>more</c> for languages without templates.</param>
/// <param name="When">When it begins.</param>
/// <param name="Flavour">Network.</param>
/// <param name="Audience">Who can read it.</param>
/// <param name="IsLocked">True if nobody may answer.</param>
/// <param name="IsBroken">True if the network gives it out in a form nobody can read.</param>
/// <param name="Stars">1-5 on reviews.</param>
/// <param name="Author">Who writes.</param>
/// <param name="Intent">What the writer of this line meant; sets how fast the team answers, and is never shown to the classifier.</param>
/// <param name="Text">First text.</param>
/// <param name="Turns">What follows, in order.</param>
internal sealed record DemoStory(
    string Key, string Language, DemoMoment When, DemoFlavour Flavour, Audience Audience, bool IsLocked, bool IsBroken, int? Stars, Author Author, Intent Intent,
    string Text, IReadOnlyList<DemoTurn> Turns);

/// <summary>When our team answers which text.</summary>
/// <param name="At">When the answer is approved, UTC.</param>
/// <param name="Flavour">Network.</param>
/// <param name="PostId">Text that is answered.</param>
/// <param name="By">User name of the person who answers.</param>
/// <param name="Text">What the person writes; null sends the draft as proposed.</param>
internal sealed record DemoAnswer(DateTimeOffset At, DemoFlavour Flavour, string PostId, string By, string? Text);
