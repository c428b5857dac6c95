package ciba

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestProxyFromEnvironment: rule 114. A variable that can't be parsed never means a direct
// connection, and no error repeats it.
func TestProxyFromEnvironment(t *testing.T) {
	t.Parallel()
	type vars map[string]string
	const remote, direct, unreadable = "https://op.example/x", "", "error"
	for name, test := range map[string]struct {
		vars vars
		url  string
		want string
	}{
		"none": {vars: vars{}, url: remote, want: direct},
		"a URL": {
			vars: vars{"HTTPS_PROXY": "http://proxy.example:3128"}, url: remote, want: "http://proxy.example:3128",
		},
		"a slash at its end": {
			vars: vars{"HTTPS_PROXY": "http://proxy.example:3128/"}, url: remote, want: "http://proxy.example:3128/",
		},
		"host and port":       {vars: vars{"HTTPS_PROXY": "proxy.example:3128"}, url: remote, want: "http://proxy.example:3128"},
		"an address and port": {vars: vars{"HTTPS_PROXY": "192.0.2.7:3128"}, url: remote, want: "http://192.0.2.7:3128"},
		"an IPv6 address":     {vars: vars{"HTTPS_PROXY": "[2001:db8::1]:3128"}, url: remote, want: "http://[2001:db8::1]:3128"},
		"a host":              {vars: vars{"HTTPS_PROXY": "proxy"}, url: remote, want: "http://proxy"},
		"blanks around": {
			vars: vars{"HTTPS_PROXY": " http://proxy.example:3128\n"}, url: remote, want: "http://proxy.example:3128",
		},
		"only blanks":      {vars: vars{"HTTPS_PROXY": "  "}, url: remote, want: direct},
		"in small letters": {vars: vars{"https_proxy": "https://proxy.example"}, url: remote, want: "https://proxy.example"},
		"with credentials": {
			vars: vars{"HTTPS_PROXY": "http://me:s3cr%23t@proxy.example:3128"},
			url:  remote, want: "http://me:s3cr%23t@proxy.example:3128",
		},
		"socks": {
			vars: vars{"HTTPS_PROXY": "socks5://proxy.example:1080"}, url: remote, want: "socks5://proxy.example:1080",
		},
		"of the other scheme":     {vars: vars{"HTTP_PROXY": "http://proxy.example:3128"}, url: remote, want: direct},
		"a broken one, not asked": {vars: vars{"HTTP_PROXY": "::s3cr"}, url: remote, want: direct},
		"this machine": {
			vars: vars{"HTTP_PROXY": "http://proxy.example", "HTTPS_PROXY": "::s3cr"},
			url:  "http://127.0.0.1:1/x", want: direct,
		},
		"this machine by name": {
			vars: vars{"HTTP_PROXY": "http://proxy.example", "HTTPS_PROXY": "::s3cr"},
			url:  "https://LOCALHOST./x", want: direct,
		},
		"this machine in IPv6": {
			vars: vars{"HTTPS_PROXY": "http://proxy.example"}, url: "https://[::ffff:127.0.0.1]:1/x", want: direct,
		},
		"excepted": {
			vars: vars{"HTTPS_PROXY": "http://proxy.example", "NO_PROXY": "other.example, .example"}, url: remote, want: direct,
		},
		"excepted, and a broken": {vars: vars{"HTTPS_PROXY": "::s3cr", "no_proxy": "*"}, url: remote, want: direct},
		"not excepted": {
			vars: vars{"HTTPS_PROXY": "http://proxy.example", "NO_PROXY": "p.example"},
			url:  remote, want: "http://proxy.example",
		},
		"no URL":                   {vars: vars{"HTTPS_PROXY": "http://s3cr:s3cr"}, url: remote, want: unreadable},
		"no port":                  {vars: vars{"HTTPS_PROXY": "proxy.s3cr:"}, url: remote, want: unreadable},
		"a port too high":          {vars: vars{"HTTPS_PROXY": "proxy.s3cr:70000"}, url: remote, want: unreadable},
		"port 0":                   {vars: vars{"HTTPS_PROXY": "proxy.s3cr:0"}, url: remote, want: unreadable},
		"no host":                  {vars: vars{"HTTPS_PROXY": "http://:3128/s3cr"}, url: remote, want: unreadable},
		"another scheme":           {vars: vars{"HTTPS_PROXY": "ftp://proxy.s3cr"}, url: remote, want: unreadable},
		"quoted":                   {vars: vars{"HTTPS_PROXY": `"http://proxy.s3cr"`}, url: remote, want: unreadable},
		"two":                      {vars: vars{"HTTPS_PROXY": "http://proxy.s3cr:1 http://b.example"}, url: remote, want: unreadable},
		"a list":                   {vars: vars{"HTTPS_PROXY": "http://proxy.s3cr:1;http://b.example"}, url: remote, want: unreadable},
		"a hash in the password":   {vars: vars{"HTTPS_PROXY": "http://me:1#s3cr@proxy.example:3128"}, url: remote, want: unreadable},
		"a slash in the password":  {vars: vars{"HTTPS_PROXY": "http://me:1/s3cr@proxy.example:3128"}, url: remote, want: unreadable},
		"a question mark in it":    {vars: vars{"HTTPS_PROXY": "http://me:1?s3cr@proxy.example:3128"}, url: remote, want: unreadable},
		"a percent sign in it":     {vars: vars{"HTTPS_PROXY": "http://me:s3cr%zz@proxy.example:3128"}, url: remote, want: unreadable},
		"in small letters, broken": {vars: vars{"https_proxy": "http://s3cr proxy"}, url: remote, want: unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequest(http.MethodGet, test.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := (Network{Variable: func(name string) string { return test.vars[name] }}).proxies()(request)
			if test.want == unreadable {
				var fault *ProxyError
				if !errors.As(err, &fault) || fault.Problem != ProxyUnreadable || test.vars[fault.Variable] == "" || strings.Contains(err.Error(), "s3cr") {
					t.Errorf("%v, %v", got, err)
				}
				return
			}
			text := ""
			if got != nil {
				text = got.String()
			}
			if err != nil || text != test.want {
				t.Errorf("%q, %v, want %q", text, err, test.want)
			}
		})
	}
}
