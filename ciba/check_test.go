package ciba_test

import (
	"slices"
	"testing"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// TestProfileChecks: a profile's own checks count like any other, and come after the shared ones,
// in the profile's order.
func TestProfileChecks(t *testing.T) {
	t.Parallel()
	own := []ciba.CheckID{"zone", "branch"}
	with := func(result ciba.CheckResult) func(*trial) {
		return func(c *trial) {
			shared := mitid.Checks(c.request, c.options)
			c.Further = func(claims ciba.Claims) []ciba.Check {
				var all []ciba.Check
				for _, id := range own {
					all = append(all, ciba.Check{ID: id, Required: true, Result: result})
				}
				return append(all, shared(claims)...)
			}
		}
	}
	order := ciba.CheckOrder()
	want := slices.Insert(order, slices.Index(order, ciba.CheckAssurance)+1, own...)
	for name, v := range map[string]ciba.Verdict{
		"a good token":           judged(t, with(ciba.Pass)),
		"one that can't be read": judged(t, with(ciba.Pass), lifted("no token")),
	} {
		var got []ciba.CheckID
		for _, check := range v.Checks {
			got = append(got, check.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the checks come in the order %v", name, got)
		}
	}
	if !judged(t, with(ciba.Pass)).Verified() {
		t.Error("the profile's own checks passed, and it isn't verified")
	}
	if v := judged(t, with(ciba.Fail)); v.Verified() || !slices.Equal(failing(v), own) {
		t.Errorf("they failed: %v", failing(v))
	}
}
