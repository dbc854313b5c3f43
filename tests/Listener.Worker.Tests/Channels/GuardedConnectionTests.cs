using System.Net;
using Listener.Worker.Channels;

namespace Listener.Worker.Tests.Channels;

/// <summary>Addresses that may not be reached from outside addresses, and how they hide.</summary>
public sealed class GuardedConnectionTests
{
    [TestCase("127.0.0.1")]
    [TestCase("127.255.255.254")]
    [TestCase("0.0.0.0")]
    [TestCase("10.1.2.3")]
    [TestCase("100.64.0.1")] // carrier-grade NAT
    [TestCase("169.254.169.254")] // the clouds' metadata
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.1.1")]
    [TestCase("198.18.0.1")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::ffff:10.0.0.1")]
    [TestCase("::7f00:1")] // the old IPv4-compatible form
    [TestCase("64:ff9b::7f00:1")] // NAT64
    [TestCase("2002:7f00:1::")] // 6to4
    [TestCase("fd00::1")]
    [TestCase("fe80::1")]
    [TestCase("ff02::1")]
    public void Private_address_is_closed(string address) => Assert.That(GuardedConnection.IsPublic(IPAddress.Parse(address)), Is.False);

    [TestCase("8.8.8.8")]
    [TestCase("172.32.0.1")]
    [TestCase("100.128.0.1")]
    [TestCase("2606:4700::1111")]
    [TestCase("::ffff:8.8.8.8")]
    public void Public_address_is_open(string address) => Assert.That(GuardedConnection.IsPublic(IPAddress.Parse(address)), Is.True);

    [TestCase("http://127.0.0.1/")]
    [TestCase("http://2130706433/")]
    [TestCase("http://0x7f.1/")]
    [TestCase("http://0177.0.0.1/")]
    [TestCase("http://①②⑦.⓪.⓪.①/")]
    [TestCase("http://localhost/")]
    [TestCase("http://[::1]/")]
    [TestCase("http://[::ffff:169.254.169.254]/")]
    [TestCase("http://169.254.169.254/latest/meta-data/")]
    [TestCase("http://127.0.0.1:22/")] // another port
    [TestCase("https://127.0.0.1/")]
    public async Task Disguised_private_address_is_refused_before_a_byte_leaves(string address)
    {
        using var client = new HttpClient(ChannelServices.Handler(guarded: true));
        var http = new ChannelHttp(client, TimeProvider.System);

        var fault = (await Assert.ThrowsAsync<ChannelException>(async () => await http.ReadAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(address)), "a feed", default)))!.Fault;

        Assert.That(fault.Kind, Is.EqualTo(ChannelFaultKind.Refused));
    }
}
