namespace Listener.Worker.Web.Text;

/// <summary>Names the resource files of stored sentences, rules, queues and targets. English texts are their own keys; they differ from other texts only in case.</summary>
public sealed class PhraseText;
