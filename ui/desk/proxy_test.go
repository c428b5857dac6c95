package desk

import (
	"fmt"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/ciba"
)

// TestProxyIsNamed: each proxy problem has its own sentence, which names the proxy.
func TestProxyIsNamed(t *testing.T) {
	for _, problem := range []ciba.ProxyProblem{
		ciba.ProxyUnreadable, ciba.ProxyDown, ciba.ProxySilent, ciba.ProxyLogin, ciba.ProxyRefused, ciba.ProxyCannotReach, ciba.ProxyStrange,
		ciba.ProxyScript,
	} {
		fault := &ciba.ProxyError{Problem: problem, Host: "proxy.example:3128", Status: 403}
		name := fault.Host
		if problem == ciba.ProxyUnreadable {
			fault, name = &ciba.ProxyError{Problem: problem, Variable: "HTTPS_PROXY"}, "HTTPS_PROXY"
		}
		for _, language := range assets.Languages() {
			words, err := assets.Load(language)
			if err != nil {
				t.Fatal(err)
			}
			wrapped := fmt.Errorf("discovery: %w", fault)
			got := reasonSentence(ciba.ReasonProxy, "op.example", wrapped).In(words)
			if !strings.Contains(got, name) || strings.ContainsAny(got, "[{") || strings.Contains(got, "op.example") {
				t.Errorf("%s in %s: %q", problem, language, got)
			}
		}
	}
}
