using System.Net;

namespace Zhijian.Modules.Exchange.Webhooks;

/// <summary>A webhook reaches other machines on the open network, and nothing else unless the operator allows it.</summary>
public sealed class OutsideNetworksTests
{
    private static readonly OutsideNetworks None = OutsideNetworks.From([]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:0:1::1")]
    [InlineData("100::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:c0a8:1::1")]
    public void This_machine_private_and_special_networks_are_not_reached(string address) => Assert.False(None.MayReach(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2400:3200::1")]
    [InlineData("64:ff9b::101:101")]
    [InlineData("2002:101:101::1")]
    public void The_open_network_is(string address) => Assert.True(None.MayReach(IPAddress.Parse(address)));

    [Fact]
    public void What_the_operator_allows_is_reached_and_nothing_beside_it()
    {
        var some = OutsideNetworks.From(["10.1.0.0/16", "fd00:1::/32", "127.0.0.1/32"]);
        Assert.All(new[] { "10.1.2.3", "::ffff:10.1.2.3", "fd00:1::5", "127.0.0.1" }, a => Assert.True(some.MayReach(IPAddress.Parse(a)) && some.IsAllowed(IPAddress.Parse(a))));
        Assert.All(new[] { "10.2.0.1", "fd00:2::5", "127.0.0.2", "::1" }, a => Assert.False(some.MayReach(IPAddress.Parse(a))));
        Assert.False(some.IsAllowed(IPAddress.Parse("1.1.1.1")));
    }

    [Theory]
    [InlineData("https://hooks.example/hook", true)]
    [InlineData("http://" + "10.1.2.3/hook", true)]
    [InlineData("ftp://hooks.example/", false)]
    [InlineData("https://" + "user:word@hooks.example/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/hook", false)]
    [InlineData("", false)]
    public void An_address_is_whole_and_of_the_web(string url, bool isOne) => Assert.Equal(isOne, Webhook.IsAddress(url));

    /// <summary>The example of the convention's own text.</summary>
    [Fact]
    public void A_signature_is_as_the_convention_says() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Webhook.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"));
}
