package mitid

import (
	"strings"
	"testing"

	"ringback/ciba"
)

func TestCheckReturnURL(t *testing.T) {
	const start = "https://your-app.dk/"
	for _, test := range []struct {
		name, url, problem string
	}{
		{"documented", "https://your-app.dk/backfrommitid", ""},
		{"no path", "https://your-app.dk", ""},
		{"port, path and query", "https://your-app.dk:8443/a/b?c=%C3%A6&d=1+2", ""},
		{"scheme in capitals", "HTTPS://your-app.dk", ""},
		{"IPv6 host", "https://[2001:db8::1]/", ""},
		{"512 characters", start + strings.Repeat("a", 512-len(start)), ""},
		{"empty", "", ciba.ProblemEmpty},
		{"513 characters", start + strings.Repeat("a", 513-len(start)), ciba.ProblemTooLong},
		{"http", "http://your-app.dk/", ciba.ProblemNotHTTPS},
		{"app scheme", "myapp://back", ciba.ProblemNotHTTPS},
		{"script", "javascript:alert(1)", ciba.ProblemNotHTTPS},
		{"no scheme", "your-app.dk/back", ciba.ProblemNotHTTPS},
		{"no scheme, two slashes", "//your-app.dk/back", ciba.ProblemNotHTTPS},
		{"no host", "https:///back", ciba.ProblemMalformed},
		{"port only", "https://:443/", ciba.ProblemMalformed},
		{"colon without port", "https://your-app.dk:/", ciba.ProblemMalformed},
		{"opaque", "https:your-app.dk", ciba.ProblemMalformed},
		{"user", "https://mitid.dk@evil.example/", ciba.ProblemUserInfo},
		{"user and password", "https://a:b@evil.example/", ciba.ProblemUserInfo},
		{"fragment", "https://your-app.dk/#x", ciba.ProblemFragment},
		{"empty fragment", "https://your-app.dk/#", ciba.ProblemFragment},
		{"blank inside", "https://your-app.dk/a b", ciba.ProblemMalformed},
		{"line break", "https://your-app.dk/\nx", ciba.ProblemMalformed},
		{"letters outside ASCII", "https://blåbær.dk/", ciba.ProblemMalformed},
		{"backslash", `https://your-app.dk\@evil.example/`, ciba.ProblemMalformed},
		{"broken escape in path", "https://your-app.dk/%zz", ciba.ProblemMalformed},
		{"broken escape in query", "https://your-app.dk/?a=%z", ciba.ProblemMalformed},
		{"port is no number", "https://your-app.dk:x/", ciba.ProblemMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantProblem(t, CheckReturnURL(test.url), FieldReturnURL, test.problem)
		})
	}
}
