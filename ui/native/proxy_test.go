package native

import (
	"context"
	"errors"
	"net/url"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func asURL(t *testing.T, text string) *url.URL {
	t.Helper()
	address, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// TestProxySettings: which proxy Windows' settings name for an address, and that what can't be used
// is an error, never a direct connection.
func TestProxySettings(t *testing.T) {
	const remote, unusable = "https://op.example/x", "error"
	for name, test := range map[string]struct {
		settings ProxySettings
		to       string
		want     string
	}{
		"none":                       {},
		"only detection":             {settings: ProxySettings{Detect: true}},
		"one for all":                {settings: ProxySettings{Proxy: "proxy.example:3128"}, want: "http://proxy.example:3128"},
		"without a port":             {settings: ProxySettings{Proxy: "proxy"}, want: "http://proxy"},
		"an IPv6 address":            {settings: ProxySettings{Proxy: "[2001:db8::1]:3128"}, want: "http://[2001:db8::1]:3128"},
		"a URL":                      {settings: ProxySettings{Proxy: "https://proxy.example/"}, want: "https://proxy.example"},
		"by scheme":                  {settings: ProxySettings{Proxy: "http=a:1;https=b:2"}, want: "http://b:2"},
		"by scheme, in capitals":     {settings: ProxySettings{Proxy: "HTTP=a:1 HTTPS=b:2"}, want: "http://b:2"},
		"of another scheme":          {settings: ProxySettings{Proxy: "http=a:1;ftp=b:2"}},
		"SOCKS beside it":            {settings: ProxySettings{Proxy: "socks=a:1;https=b:2"}, want: "http://b:2"},
		"only SOCKS":                 {settings: ProxySettings{Proxy: "socks=a:1080"}, want: unusable},
		"several":                    {settings: ProxySettings{Proxy: "a:1;b:2"}, want: "http://a:1"},
		"with credentials":           {settings: ProxySettings{Proxy: "http://me:s3cr3t@a:1"}, want: unusable},
		"a port too high":            {settings: ProxySettings{Proxy: "a:70000"}, want: unusable},
		"another scheme of its own":  {settings: ProxySettings{Proxy: "ftp://a:1"}, want: unusable},
		"excepted":                   {settings: ProxySettings{Proxy: "a:1", Bypass: "other.example;op.example"}},
		"excepted by a star":         {settings: ProxySettings{Proxy: "a:1", Bypass: "*.EXAMPLE"}},
		"excepted by stars":          {settings: ProxySettings{Proxy: "a:1", Bypass: "o*.ex*e"}},
		"not excepted by a star":     {settings: ProxySettings{Proxy: "a:1", Bypass: "*.exam;p.example"}, want: "http://a:1"},
		"excepted with its port":     {settings: ProxySettings{Proxy: "a:1", Bypass: "https://op.example:443"}},
		"not that port":              {settings: ProxySettings{Proxy: "a:1", Bypass: "op.example:8443"}, want: "http://a:1"},
		"not that scheme":            {settings: ProxySettings{Proxy: "a:1", Bypass: "http://op.example"}, want: "http://a:1"},
		"local":                      {settings: ProxySettings{Proxy: "a:1", Bypass: "<local>"}, to: "https://intranet/x"},
		"not local":                  {settings: ProxySettings{Proxy: "a:1", Bypass: "<local>"}, want: "http://a:1"},
		"an address isn't local":     {settings: ProxySettings{Proxy: "a:1", Bypass: "<local>"}, to: "https://[2001:db8::1]/x", want: "http://a:1"},
		"loopback isn't a host name": {settings: ProxySettings{Proxy: "a:1", Bypass: "<-loopback>"}, want: "http://a:1"},
	} {
		t.Run(name, func(t *testing.T) {
			to := remote
			if test.to != "" {
				to = test.to
			}
			p := &SystemProxy{settings: func() (ProxySettings, error) { return test.settings, nil }}
			got, err := p.For(t.Context(), asURL(t, to))
			text := ""
			if got != nil {
				text = got.String()
			}
			if test.want == unusable {
				if !errors.Is(err, ErrProxySettings) {
					t.Errorf("%q, %v", text, err)
				}
				return
			}
			if err != nil || text != test.want {
				t.Errorf("%q, %v, want %q", text, err, test.want)
			}
		})
	}
}

// TestProxyScript: the script learns neither path nor query, its answer is used for a minute, and
// one that fails or hangs is named and asked again.
func TestProxyScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list, fault := "a:1; b:2", error(nil)
		var asked atomic.Int32
		var held chan struct{}
		p := &SystemProxy{
			settings: func() (ProxySettings, error) {
				return ProxySettings{Script: "http://wpad.example/proxy.pac", Proxy: "never:1", Bypass: "*"}, nil
			},
			evaluate: func(script, address string) (string, error) {
				asked.Add(1)
				if script != "http://wpad.example/proxy.pac" || address != "https://op.example:8443/" {
					t.Errorf("%s for %s", script, address)
				}
				if held != nil {
					<-held
				}
				return list, fault
			},
		}
		ask := func() (*url.URL, error) { return p.For(t.Context(), asURL(t, "https://op.example:8443/cancel/id?x=1")) }
		for range 3 {
			if proxy, err := ask(); err != nil || proxy.String() != "http://a:1" {
				t.Fatalf("%v, %v", proxy, err)
			}
		}
		time.Sleep(proxyLife)
		list = ""
		if proxy, err := ask(); err != nil || proxy != nil || asked.Load() != 2 {
			t.Errorf("direct: %v, %v, asked %d times", proxy, err, asked.Load())
		}
		time.Sleep(proxyLife)
		fault = errors.New("no such script")
		var named *ProxyScriptError
		if proxy, err := ask(); proxy != nil || !errors.As(err, &named) || named.Host != "wpad.example" {
			t.Errorf("%v, %v", proxy, err)
		}
		fault, held = nil, make(chan struct{})
		began := time.Now()
		if proxy, err := ask(); proxy != nil || !errors.As(err, &named) || time.Since(began) != scriptBound {
			t.Errorf("%v, %v after %s", proxy, err, time.Since(began))
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := p.For(ctx, asURL(t, "https://op.example:8443/")); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		close(held)
	})
}

// FuzzProxySettings: no settings make it panic, and a proxy that it names has a host.
func FuzzProxySettings(f *testing.F) {
	f.Add("http=a:1;https=b:2", "<local>;*.x")
	f.Add("[::1]:1", "[::1]:2")
	f.Add("https://", "**")
	f.Fuzz(func(t *testing.T, list, except string) {
		address := &url.URL{Scheme: "https", Host: "op.example"}
		bypassed(except, address)
		if proxy, err := firstProxy(list, "https"); proxy != nil && (err != nil || proxy.Hostname() == "" || proxy.User != nil) {
			t.Errorf("%v, %v", proxy, err)
		}
	})
}
