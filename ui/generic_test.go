package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/ui/desk"
)

// TestNothingOfMitIDIsShownElsewhere: with another provider the window doesn't mention MitID.
func TestNothingOfMitIDIsShownElsewhere(t *testing.T) {
	for _, language := range assets.Languages() {
		as := plainShape()
		as.language = language
		w, d := open(t, emptyView(), as)
		for _, s := range oneIn(oneScreenIn, genericSamples()) {
			s.showIn(w, d)
			for _, tab := range append(slices.Clone(w.screen.tabs.offered), tabResult) {
				if tab == tabClaims || tab == tabNetwork {
					// values from the provider and the request, which the samples have from MitID
					continue
				}
				w.screen.tabs.turnTo(tab)
				if all := readable(w); strings.Contains(all, "MitID") || strings.Contains(all, "UUID") {
					at := strings.Index(all, "MitID")
					t.Errorf("%s, %s, %s: …%s…", language, s.name, tab, all[max(at-60, 0):max(at+60, 120)])
				}
			}
		}
	}
}

// TestAnotherProvidersForm: the fields follow the environment, there and back.
func TestAnotherProvidersForm(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.screen.tabs.turnTo(tabAppswitch)
	form := w.screen.form
	token := genericSamples()[3].view
	if token.Form.TokenHint == "" {
		t.Fatal("the sample has no token")
	}
	for range 2 {
		become(w, d, token)
		if !form.token.root.Visible() || form.further.root.Visible() || form.ip.root.Visible() || form.people.Visible() || !form.token.entry.Password {
			t.Error("it is not the form of another provider")
		}
		if form.person.named != "Person (preferred_username)" || form.text.named != "Text for the person" || form.token.entry.Text != token.Form.Token.Value.Reveal() {
			t.Errorf("the fields are called %q and %q", form.person.named, form.text.named)
		}
		if slices.Contains(w.screen.tabs.offered, tabAppswitch) || w.screen.tabs.open == tabAppswitch {
			t.Errorf("appswitch is offered: %v", w.screen.tabs.offered)
		}
		if strings.Contains(readable(w), token.Form.Token.Value.Reveal()) {
			t.Error("the token can be read")
		}
		become(w, d, filledView())
		if form.token.root.Visible() || !form.further.root.Visible() || form.person.named != "MitID UUID" || !slices.Contains(w.screen.tabs.offered, tabAppswitch) {
			t.Error("it is not MitID's form again")
		}
	}
	become(w, d, token)
	d.forget()
	form.token.entry.OnChanged("a.b.c")
	if called := d.called(); !slices.Contains(called, "SetHintToken") {
		t.Errorf("the desk was told %v", called)
	}
}

// TestATokenIsHiddenAgain after Done, even if the user had made it visible.
func TestATokenIsHiddenAgain(t *testing.T) {
	token := genericSamples()[3].view
	locked := token
	locked.Locked, locked.State = true, desk.Waiting
	w, d := open(t, token, plainShape())
	w.screen.form.token.entry.Password = false
	become(w, d, locked)
	become(w, d, token)
	if !w.screen.form.token.entry.Password {
		t.Error("the next token can be read")
	}
}

// TestNobodyOfAnotherProviderIsPresented: persons that aren't UUIDs are masked too, and nothing
// opens MitID's app.
func TestNobodyOfAnotherProviderIsPresented(t *testing.T) {
	all := genericSamples()
	w, d := open(t, all[0].view, plainShape())
	w.beginPresentation(true)
	for _, s := range all {
		if s.open != "" {
			continue
		}
		become(w, d, s.view)
		w.presented.showQR(true)
		if w.presented.qr {
			t.Errorf("%s: a QR code, and no app behind it", s.name)
		}
		w.presented.turnTo(tabResult)
		shown := readable(w)
		for _, secret := range []string{genericPerson, "mette.holm", genericName, "Mette", "urn:example:person", "eyJ", "Born", "MitID"} {
			if strings.Contains(shown, secret) {
				t.Errorf("%s: %q can be read from the back of the room", s.name, secret)
			}
		}
		if s.view.State == desk.Idle {
			if visible := w.presented.request.token.root.Visible(); visible != (s.view.Form.TokenHint != "") {
				t.Errorf("%s: the token's field is there: %t", s.name, visible)
			}
		}
	}
	w.presented.reveal()
	if v := all[7].view; v.State == desk.Ended {
		become(w, d, v)
		w.presented.turnTo(pageStatus)
		if !strings.Contains(readable(w), genericName) {
			t.Error("nobody is revealed")
		}
	}
}

// TestMaskedViewsOfAnotherProvider: a masked view contains no person, whether or not it has room to
// be drawn.
func TestMaskedViewsOfAnotherProvider(t *testing.T) {
	for _, s := range genericSamples() {
		view := s.view
		view.Course = append(slices.Clone(view.Course), desk.Moment{Text: desk.Say("network.hint.json", "Name", view.Form.Person.Value)})
		out := masked(&view)
		written := fmt.Sprintf("%+v", out)
		if out.Outcome != nil {
			written += fmt.Sprintf("%+v", *out.Outcome)
		}
		for _, secret := range []string{genericPerson, "mette.holm", genericName, "urn:example:person", "eyJ"} {
			if strings.Contains(written, secret) {
				t.Errorf("%s: %q is in the masked view", s.name, secret)
			}
		}
	}
}
