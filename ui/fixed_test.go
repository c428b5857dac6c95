package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// fixedView is a view under a policy that fixes everything.
func fixedView(v desk.View) desk.View {
	v.Fixed = everythingFixed()
	return v
}

// TestFixedSettingsAreShownAsFixed: with their value and one quiet line, and they can't be changed.
func TestFixedSettingsAreShownAsFixed(t *testing.T) {
	v := emptyView()
	v.Settings.CPR, v.Settings.Standard = "off", "Kode {code}"
	w, d := open(t, v, plainShape())
	w.screen.openSettings()
	s := w.screen.settings
	const line = "Fixed by your organisation."
	if all := shown(w); strings.Contains(all, line) {
		t.Errorf("without a policy: %s", all)
	}
	become(w, d, v, func(v *desk.View) { *v = fixedView(*v) })
	if all := shown(w); strings.Count(all, line) != 8 {
		t.Errorf("it says so %d times: %s", strings.Count(all, line), all)
	}
	controls := map[string]fyne.Disableable{"language": s.language, "network": s.network, "text size": s.size, "sound": s.sound.on, "idle": s.idle, "retention": s.retain.days}
	for name, control := range controls {
		if !control.Disabled() {
			t.Errorf("%s can be changed", name)
		}
	}
	for name, button := range map[string]*kit.Button{"CPR": s.cpr.change, "template": s.use} {
		if button.Visible() {
			t.Errorf("%s can be changed", name)
		}
	}
	if s.theme.Disabled() || s.network.Checked() || s.template.entry.Text != "Kode {code}" || s.first() != fyne.Focusable(s.theme) {
		t.Errorf("theme %t, network %t, template %q", s.theme.Disabled(), s.network.Checked(), s.template.entry.Text)
	}
	if w.screen.bar.language.Visible() {
		t.Error("the bar still offers another language")
	}
	become(w, d, v)
	for name, control := range controls {
		if control.Disabled() {
			t.Errorf("%s stays fixed", name)
		}
	}
	if !s.cpr.change.Visible() || !s.use.Visible() || !w.screen.bar.language.Visible() || strings.Contains(shown(w), line) {
		t.Error("something is left of the policy")
	}
}

// TestHiddenTabs are neither in the strip nor opened by a key, on the screen and in a presentation.
// Result stays.
func TestHiddenTabs(t *testing.T) {
	v := fixedView(verifiedView())
	v.Fixed.HideTabs = append(v.Fixed.HideTabs, tabResult)
	waiting := fixedView(waitingView())
	waiting.Phone = nil
	w, d := open(t, waiting, plainShape())
	if at := w.screen.tabs; at.open != tabResult || !slices.Equal(at.offered, []string{tabResult}) {
		t.Errorf("while waiting: %s of %v", at.open, at.offered)
	}
	become(w, d, v)
	for nth := range keyedTabs() {
		opener(nth)(w)
	}
	w.screen.tabs.openExchange(1)
	if at := w.screen.tabs; at.open != tabResult || !slices.Equal(at.offered, []string{tabResult}) {
		t.Errorf("%s of %v", at.open, at.offered)
	}
	w.beginPresentation(false)
	for nth := range keyedTabs() {
		opener(nth)(w)
	}
	w.presented.showQR(true)
	if p := w.presented; p.qr || !slices.Equal(p.pages(), []string{pageStatus, tabResult}) {
		t.Errorf("presenting: %v, QR code %t", p.pages(), p.qr)
	}
	become(w, d, verifiedView())
	if all := w.presented.pages(); len(all) < 5 {
		t.Errorf("without a policy: %v", all)
	}
}

// TestNothingToTakeAway: no receipt, no export, and no key for one.
func TestNothingToTakeAway(t *testing.T) {
	v := fixedView(verifiedView())
	v.Journal = journalPage()
	w, d := open(t, v, plainShape())
	d.forget()
	if w.openReceipt(); w.screen.receipt != nil || len(d.called()) > 0 {
		t.Errorf("the receipt opens, and calls %v", d.called())
	}
	if all := shown(w); strings.Contains(all, "Export") || !strings.Contains(all, "Erase") {
		t.Errorf("the journal says %s", all)
	}
	if v.Journal = nil; w.screen.journal != nil {
		w.screen.journal.dialog.Dismiss()
	}
	become(w, d, v)
	if w.screen.status.receipt.Visible() {
		t.Error("the receipt is offered")
	}
	w.openKeys()
	if all := shown(w); strings.Contains(all, "Ctrl+Shift+R") || !strings.Contains(all, "Ctrl+Shift+C") {
		t.Errorf("the keys are %s", all)
	}
}

// TestFixedKeysInTheForm are locked, with one quiet line in the place of any other; the rest can be
// changed, and an environment that the policy names isn't deleted.
func TestFixedKeysInTheForm(t *testing.T) {
	one := fixedEditor("", func(e *desk.Editor) { e.Form.Kept = true })
	w, d := open(t, one.view, plainShape())
	form := w.screen.editor.form
	for key, locked := range map[string]bool{"id": true, "ip": true, "name": false, "issuer": false} {
		if got := form.inputs[key].field.entry.Locked(); got != locked {
			t.Errorf("%s is locked: %t", key, got)
		}
	}
	if !form.inputs["kind"].pick.Disabled() || form.inputs["profile"].pick.Disabled() {
		t.Error("the wrong choices are open")
	}
	focused := w.window.Canvas().Focused()
	form.unfold()
	all := shown(w)
	if n := strings.Count(all, "Fixed by your organisation."); n != 6 || strings.Contains(all, "Delete") || !strings.Contains(all, "Duplicate") {
		t.Errorf("it says so %d times: %s", n, all)
	}
	if focused != fyne.Focusable(form.inputs["issuer"].field.entry) {
		t.Errorf("the focus is in %T", focused)
	}
	become(w, d, one.view, func(v *desk.View) {
		next := *v.Editor
		next.Form = nil
		next.NoNew, next.NoImport, v.Fixed.NoExport = true, true, true
		v.Editor = &next
	})
	if all := shown(w); !strings.HasSuffix(all, "without secrets. Close Esc") { // no other button
		t.Errorf("the list offers %s", all)
	}
}

// TestFixedValuesInTheSetup can't be typed over.
func TestFixedValuesInTheSetup(t *testing.T) {
	v := emptyView()
	v.Setup = &desk.Setup{Environment: "production", NeedClientID: true, NeedSecret: true, NeedIP: true, ClientID: "ours", ClientIDFixed: true, OrganisationFixed: true}
	w, _ := open(t, v, plainShape())
	s := w.screen.setup
	if !s.client.entry.Locked() || !s.organisation.entry.Locked() || s.ip.entry.Locked() || s.secret.entry.Locked() {
		t.Error("the wrong fields are locked")
	}
	if n := strings.Count(shown(w), "Fixed by your organisation."); n != 2 || w.window.Canvas().Focused() != fyne.Focusable(s.secret.entry) {
		t.Errorf("it says so %d times, the focus is in %T", n, w.window.Canvas().Focused())
	}
}
