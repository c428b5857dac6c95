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
		{name: "documented", url: "https://your-app.dk/backfrommitid"},
		{name: "no path", url: "https://your-app.dk"},
		{name: "port, path and query", url: "https://your-app.dk:8443/a/b?c=%C3%A6&d=1+2"},
		{name: "scheme in capitals", url: "HTTPS://your-app.dk"},
		{name: "IPv6 host", url: "https://[2001:db8::1]/"},
		{name: "512 characters", url: start + strings.Repeat("a", 512-len(start))},
		{name: "empty", problem: ciba.ProblemEmpty},
		{name: "513 characters", url: start + strings.Repeat("a", 513-len(start)), problem: ciba.ProblemTooLong},
		{name: "http", url: "http://your-app.dk/", problem: ciba.ProblemNotHTTPS},
		{name: "app scheme", url: "myapp://back", problem: ciba.ProblemNotHTTPS},
		{name: "script", url: "javascript:alert(1)", problem: ciba.ProblemNotHTTPS},
		{name: "no scheme", url: "your-app.dk/back", problem: ciba.ProblemNotHTTPS},
		{name: "no scheme, two slashes", url: "//your-app.dk/back", problem: ciba.ProblemNotHTTPS},
		{name: "no host", url: "https:///back", problem: ciba.ProblemMalformed},
		{name: "port only", url: "https://:443/", problem: ciba.ProblemMalformed},
		{name: "colon without port", url: "https://your-app.dk:/", problem: ciba.ProblemMalformed},
		{name: "opaque", url: "https:your-app.dk", problem: ciba.ProblemMalformed},
		{name: "user", url: "https://mitid.dk@evil.example/", problem: ciba.ProblemUserInfo},
		{name: "user and password", url: "https://a:b@evil.example/", problem: ciba.ProblemUserInfo},
		{name: "fragment", url: "https://your-app.dk/#x", problem: ciba.ProblemFragment},
		{name: "empty fragment", url: "https://your-app.dk/#", problem: ciba.ProblemFragment},
		{name: "blank inside", url: "https://your-app.dk/a b", problem: ciba.ProblemMalformed},
		{name: "line break", url: "https://your-app.dk/\nx", problem: ciba.ProblemMalformed},
		{name: "letters outside ASCII", url: "https://blåbær.dk/", problem: ciba.ProblemMalformed},
		{name: "backslash", url: `https://your-app.dk\@evil.example/`, problem: ciba.ProblemMalformed},
		{name: "broken escape in path", url: "https://your-app.dk/%zz", problem: ciba.ProblemMalformed},
		{name: "broken escape in query", url: "https://your-app.dk/?a=%z", problem: ciba.ProblemMalformed},
		{name: "port is no number", url: "https://your-app.dk:x/", problem: ciba.ProblemMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantProblem(t, CheckReturnURL(test.url), FieldReturnURL, test.problem)
		})
	}
}
