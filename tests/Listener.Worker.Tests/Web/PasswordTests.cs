using System.Net;
using Listener.Worker.Tests.Support;
using Listener.Worker.Web.Security;

namespace Listener.Worker.Tests.Web;

/// <summary>Passwords and the brake on guessing.</summary>
public sealed class PasswordTests
{
    private static readonly IPAddress Here = IPAddress.Parse("203.0.113.7");

    [Test]
    public void A_hash_proves_its_password_and_no_other()
    {
        var hash = PasswordHashing.Hash("a long password 1");

        Assert.That(PasswordHashing.Verify("a long password 1", hash), Is.True);
        Assert.That(PasswordHashing.Verify("a long password 2", hash), Is.False);
        Assert.That(hash, Does.StartWith("pbkdf2-sha512$210000$"));
    }

    [TestCase("")]
    [TestCase("pbkdf2-sha512$x$y$z")]
    [TestCase("plain")]
    public void A_broken_hash_proves_nothing(string hash) => Assert.That(PasswordHashing.Verify("a long password 1", hash), Is.False);

    [Test]
    public void Nobody_has_the_decoy_password() => Assert.That(PasswordHashing.Verify("a password nobody has", null), Is.False);

    [Test]
    public void Waiting_doubles_with_each_wrong_password_and_ends()
    {
        var clock = new FakeClock();
        var throttle = new SignInThrottle(clock);
        for (var i = 0; i < 5; i++)
            throttle.Failed("ana", Here);
        var first = throttle.WaitFor("ANA", Here);
        throttle.Failed("ana", Here);
        var second = throttle.WaitFor("ana", Here);
        clock.Advance(second);

        Assert.That(first, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That(second, Is.EqualTo(TimeSpan.FromSeconds(60)));
        Assert.That(throttle.WaitFor("ana", Here), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void An_address_that_tries_many_names_waits_too()
    {
        var throttle = new SignInThrottle(new FakeClock());

        for (var i = 0; i < 20; i++)
            throttle.Failed("name" + i, Here);

        Assert.That(throttle.WaitFor("another", Here), Is.GreaterThan(TimeSpan.Zero));
        Assert.That(throttle.WaitFor("another", IPAddress.Parse("203.0.113.8")), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Ten_thousand_guesses_over_a_day_get_few_checked()
    {
        var clock = new FakeClock();
        var throttle = new SignInThrottle(clock);
        var checkedGuesses = 0;

        for (var i = 0; i < 10_000; i++)
        {
            if (throttle.WaitFor("ana", Here) == TimeSpan.Zero)
            {
                checkedGuesses++;
                throttle.Failed("ana", Here);
            }
            clock.Advance(TimeSpan.FromSeconds(8.64));
        }

        Assert.That(checkedGuesses, Is.LessThan(40));
    }

    [Test]
    public void A_link_works_once_and_not_after_an_hour()
    {
        var clock = new FakeClock();
        var links = new LoginLinks(clock);
        var used = links.Create("ana");
        var old = links.Create("ana");

        Assert.That(links.Use(used), Is.EqualTo("ana"));
        Assert.That(links.Use(used), Is.Null);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.That(links.Use(old), Is.Null);
    }
}
