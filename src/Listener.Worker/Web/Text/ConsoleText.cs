namespace Listener.Worker.Web.Text;

/// <summary>Names the resource files of the console. English texts are their own keys.</summary>
public sealed class ConsoleText
{
    /// <summary>Base name of the resources in the assembly.</summary>
    public static string BaseName => typeof(ConsoleText).FullName!;
}
