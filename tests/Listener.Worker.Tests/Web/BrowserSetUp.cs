using Listener.Worker.Tests.Support.Web;

namespace Listener.Worker.Tests.Web;

/// <summary>Ends the shared browser after the last test of this folder.</summary>
[SetUpFixture]
public sealed class BrowserSetUp
{
    [OneTimeTearDown]
    public Task CloseAsync() => Browser.CloseAsync();
}
