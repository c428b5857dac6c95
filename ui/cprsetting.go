package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// cprSetting turns the start by CPR number on and off where it is about real people. Turning it on
// asks first.
type cprSetting struct {
	w        *Window
	settings *settings
	desk     settingsDesk
	heading  *kit.Text
	state    *kit.Text
	change   *kit.Button
	row      *fyne.Container
	fixed    *fixable
	question *kit.Dialog // nil while it isn't open
	root     *fyne.Container
}

func newCPRSetting(w *Window, s *settings, d settingsDesk) *cprSetting {
	c := &cprSetting{w: w, settings: s, desk: d}
	c.heading = kit.NewCaption("")
	c.state = kit.NewText("", kit.Style{Fit: kit.Wrapped})
	c.change = kit.NewButton(s.dialog.Keys(), "", "", kit.Quiet, c.changeOrAsk)
	c.row = kit.NewStretchRow(10, 0, c.state, c.change)
	c.fixed = newFixable(w.words, c.row, 0)
	c.root = kit.NewColumn(8, c.heading, c.fixed.root)
	return c
}

func (c *cprSetting) draw(v *desk.View) {
	say := c.w.words
	show(c.root, v.Settings.CPR != "")
	label := "cpr.turn_on"
	if v.Settings.CPR == "on" {
		label = "cpr.turn_off"
	}
	c.heading.Set(say.get("cpr.heading", "Environment", say.environment(v.Environment)))
	if v.Settings.CPR != "" {
		c.state.Set(say.get("cpr." + v.Settings.CPR))
	}
	c.change.Set(say.get(label), "")
	enable(c.change, !v.Locked)
	show(c.change, !v.Fixed.CPR)
	settle(c.row)
	c.fixed.draw(v.Fixed.CPR)
}

func (c *cprSetting) changeOrAsk() {
	if c.w.drawn.Settings.CPR == "on" {
		c.desk.SetCPR(false)
		return
	}
	say := c.w.words
	c.question = kit.NewDialog(c.w.window.Canvas(), c.settings.dialog.Keys(), 520, say.get("cpr.question", "Environment", say.environment(c.w.drawn.Environment)))
	keys := c.question.Keys()
	dont := kit.NewButton(keys, say.get("cpr.dont"), say.get("key.cancel"), kit.Quiet, c.question.Dismiss)
	c.question.SetContent(kit.NewSoft(say.get("cpr.basis")), kit.NewSoft(say.get("cpr.agreement")), kit.NewSoft(say.get("cpr.undocumented")))
	c.question.SetButtons(kit.NewButton(keys, say.get("cpr.turn_on"), "", kit.Danger, func() {
		c.question.Dismiss()
		c.desk.SetCPR(true)
	}), dont)
	c.question.OnDismissed(func() { c.question = nil })
	c.question.Show()
	c.w.focus(dont)
}
