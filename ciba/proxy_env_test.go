package ciba

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestProxyFromEnvironment: a variable that can't be read never means a direct
// connection, and nothing of it is repeated.
func TestProxyFromEnvironment(t *testing.T) {
	type vars map[string]string
	const remote, direct, unreadable = "https://op.example/x", "", "error"
	for name, test := range map[string]struct {
		vars vars
		url  string
		want string
	}{
		"none":                     {vars{}, remote, direct},
		"a URL":                    {vars{"HTTPS_PROXY": "http://proxy.example:3128"}, remote, "http://proxy.example:3128"},
		"a slash at its end":       {vars{"HTTPS_PROXY": "http://proxy.example:3128/"}, remote, "http://proxy.example:3128/"},
		"host and port":            {vars{"HTTPS_PROXY": "proxy.example:3128"}, remote, "http://proxy.example:3128"},
		"an address and port":      {vars{"HTTPS_PROXY": "192.0.2.7:3128"}, remote, "http://192.0.2.7:3128"},
		"an IPv6 address":          {vars{"HTTPS_PROXY": "[2001:db8::1]:3128"}, remote, "http://[2001:db8::1]:3128"},
		"a host":                   {vars{"HTTPS_PROXY": "proxy"}, remote, "http://proxy"},
		"blanks around":            {vars{"HTTPS_PROXY": " http://proxy.example:3128\n"}, remote, "http://proxy.example:3128"},
		"only blanks":              {vars{"HTTPS_PROXY": "  "}, remote, direct},
		"in small letters":         {vars{"https_proxy": "https://proxy.example"}, remote, "https://proxy.example"},
		"with credentials":         {vars{"HTTPS_PROXY": "http://me:s3cr%23t@proxy.example:3128"}, remote, "http://me:s3cr%23t@proxy.example:3128"},
		"socks":                    {vars{"HTTPS_PROXY": "socks5://proxy.example:1080"}, remote, "socks5://proxy.example:1080"},
		"of the other scheme":      {vars{"HTTP_PROXY": "http://proxy.example:3128"}, remote, direct},
		"a broken one, not asked":  {vars{"HTTP_PROXY": "::s3cr"}, remote, direct},
		"this machine":             {vars{"HTTP_PROXY": "http://proxy.example", "HTTPS_PROXY": "::s3cr"}, "http://127.0.0.1:1/x", direct},
		"this machine by name":     {vars{"HTTP_PROXY": "http://proxy.example", "HTTPS_PROXY": "::s3cr"}, "https://LOCALHOST./x", direct},
		"this machine in IPv6":     {vars{"HTTPS_PROXY": "http://proxy.example"}, "https://[::ffff:127.0.0.1]:1/x", direct},
		"excepted":                 {vars{"HTTPS_PROXY": "http://proxy.example", "NO_PROXY": "other.example, .example"}, remote, direct},
		"excepted, and a broken":   {vars{"HTTPS_PROXY": "::s3cr", "no_proxy": "*"}, remote, direct},
		"not excepted":             {vars{"HTTPS_PROXY": "http://proxy.example", "NO_PROXY": "p.example"}, remote, "http://proxy.example"},
		"no URL":                   {vars{"HTTPS_PROXY": "http://s3cr:s3cr"}, remote, unreadable},
		"no port":                  {vars{"HTTPS_PROXY": "proxy.s3cr:"}, remote, unreadable},
		"a port too high":          {vars{"HTTPS_PROXY": "proxy.s3cr:70000"}, remote, unreadable},
		"port 0":                   {vars{"HTTPS_PROXY": "proxy.s3cr:0"}, remote, unreadable},
		"no host":                  {vars{"HTTPS_PROXY": "http://:3128/s3cr"}, remote, unreadable},
		"another scheme":           {vars{"HTTPS_PROXY": "ftp://proxy.s3cr"}, remote, unreadable},
		"quoted":                   {vars{"HTTPS_PROXY": `"http://proxy.s3cr"`}, remote, unreadable},
		"two":                      {vars{"HTTPS_PROXY": "http://proxy.s3cr:1 http://b.example"}, remote, unreadable},
		"a list":                   {vars{"HTTPS_PROXY": "http://proxy.s3cr:1;http://b.example"}, remote, unreadable},
		"a hash in the password":   {vars{"HTTPS_PROXY": "http://me:1#s3cr@proxy.example:3128"}, remote, unreadable},
		"a slash in the password":  {vars{"HTTPS_PROXY": "http://me:1/s3cr@proxy.example:3128"}, remote, unreadable},
		"a question mark in it":    {vars{"HTTPS_PROXY": "http://me:1?s3cr@proxy.example:3128"}, remote, unreadable},
		"a percent sign in it":     {vars{"HTTPS_PROXY": "http://me:s3cr%zz@proxy.example:3128"}, remote, unreadable},
		"in small letters, broken": {vars{"https_proxy": "http://s3cr proxy"}, remote, unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequest(http.MethodGet, test.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := proxyFromEnvironment(func(name string) string { return test.vars[name] })(request)
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
