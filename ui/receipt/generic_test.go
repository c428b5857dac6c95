package receipt

import (
	"strings"
	"testing"
	"time"

	"ringback/assets"
	"ringback/ui/desk"
)

// genericView returns what the desk shows after an approval at another provider.
func genericView(named bool) desk.View {
	v := verifiedView()
	o := v.Outcome
	o.Person, o.DateOfBirth, o.Transaction, o.Advice = "mette@identity.example", time.Time{}, "", desk.Say("generic.outcome.verified.meaning")
	o.Checks[12].Expected, o.Checks[12].Actual = desk.Value{Text: o.Person}, desk.Value{Word: desk.Say("check.value.same")}
	if !named {
		o.Name, o.Unnamed = o.Person, true
	}
	v.Environment = desk.Environment{ID: "identity", Name: "Identity, test", Badge: desk.BadgeTest, Profile: "generic"}
	v.Status.Badge, v.Status.Sentence = desk.BadgeTest, desk.Say("generic.outcome.verified.sentence", "Name", o.Name, "At", desk.At(o.Approved))
	return v
}

// TestAnotherProvidersReceipt has the provider's name for a person, never what the operator typed,
// and nothing about MitID.
func TestAnotherProvidersReceipt(t *testing.T) {
	for _, language := range assets.Languages() {
		for _, named := range []bool{true, false} {
			c, ok := New(genericView(named), load(t, language), "1.2.3")
			if !ok {
				t.Fatal("no receipt")
			}
			all := said(c)
			if strings.Contains(all, "mette@") || strings.Contains(all, "MitID") {
				t.Errorf("%s, named %t: it says %s", language, named, all)
			}
			if strings.Contains(all, "Mette Holm") != named || strings.Contains(said(c.Without(FieldName)), "Mette") {
				t.Errorf("%s, named %t: it says %s", language, named, all)
			}
		}
	}
}
