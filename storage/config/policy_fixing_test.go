package config

import "testing"

// TestFixingLeavesTheFirstPolicyAsItWas, so that a test's policy isn't another test's.
func TestFixingLeavesTheFirstPolicyAsItWas(t *testing.T) {
	at := Source{File: "policy.toml", Line: 3}
	one := Policy{}.Fixing("language", at)
	two := one.Fixing("cpr", Source{})
	if from, fixed := two.Fixed("language"); !fixed || from != at {
		t.Errorf("language is fixed in %v, %v", from, fixed)
	}
	if _, fixed := one.Fixed("cpr"); fixed {
		t.Error("the first policy fixes what only the second one does")
	}
}
