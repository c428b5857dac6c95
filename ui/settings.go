package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// settingsDesk is what the settings need of the desk.
type settingsDesk interface {
	looker
	retainer
	SetHideNetwork(bool)
	SetSound(bool)
	SetIdleMinutes(int)
	SetTemplate(string)
	AskSetup()
	ForgetSecret()
	SetCPR(bool)
}

// settings is the dialog with the operator's settings and the state of the client secret.
type settings struct {
	desk     settingsDesk
	w        *Window
	dialog   *kit.Dialog
	language *kit.Segmented
	theme    *kit.Segmented
	size     *kit.Select // of texts
	network  *kit.Check
	idle     *kit.Select
	cpr      *cprSetting
	sound    *soundSetting

	languageFixed, sizeFixed, networkFixed, idleFixed *fixable

	retain   *retentionSetting
	template *field
	typing   *fyne.Container // the template and its button
	use      *kit.Button
	typed    bool // the template is being changed
	secret   *kit.Text
	problem  *kit.Text
	replace  *kit.Button
	forget   *kit.Button
	sure     *kit.Text
	asking   bool            // asking whether to forget the secret
	kept     *fyne.Container // where the secret is, and the buttons to change that
	secrets  *fyne.Container
	column   *fyne.Container
}

func newSettings(w *Window, d settingsDesk) *settings {
	s := &settings{w: w, desk: d}
	say := w.words
	s.dialog = kit.NewDialog(w.window.Canvas(), w.keys, 520, say.get("settings.heading"))
	keys := s.dialog.Keys()
	s.language = kit.NewSegmented(keys, append([]kit.Option{{Value: "", Label: say.get("language.system")}}, languages(say)...), "", d.SetLanguage)
	s.theme = kit.NewSegmented(keys, themes(say), "", d.SetTheme)
	s.size = newNumbers(keys, d.SetTextSize)
	s.network = kit.NewCheck(keys, say.get("settings.show_network"), func(on bool) { d.SetHideNetwork(!on) })
	s.idle = newNumbers(keys, d.SetIdleMinutes)
	s.template = &field{w: w, entry: kit.NewEntry(keys, kit.EntryOptions{}, func(string) {
		s.typed = true
		enable(s.use, !w.drawn.Locked)
	})}
	s.use = kit.NewButton(keys, say.get("template.use"), "", kit.Quiet, func() {
		s.typed = false
		d.SetTemplate(s.template.entry.Text)
	})
	s.typing = kit.NewStretchRow(8, 0, s.template.entry, s.use)
	s.template.root = kit.NewField(say.get("template.label", "Environment", say.environment(w.drawn.Environment)), s.typing)
	s.cpr = newCPRSetting(w, s, d)
	s.retain = newRetentionSetting(w, s, d)
	s.sound = newSoundSetting(w, s, d)
	s.secret = kit.NewText("", kit.Style{Fit: kit.Wrapped})
	s.problem = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorProblem, Fit: kit.Wrapped})
	s.sure = kit.NewText("", kit.Style{Bold: true, Fit: kit.Wrapped})
	s.replace = kit.NewButton(keys, say.get("button.replace"), "", kit.Quiet, d.AskSetup)
	s.forget = kit.NewButton(keys, say.get("button.forget"), "", kit.Danger, s.forgetOrAsk)
	s.kept = kit.NewStretchRow(10, 0, s.secret, s.replace, s.forget)
	s.secrets = kit.NewColumn(8, kit.NewCaption(say.get("secret.heading")), s.problem, s.sure, s.kept)
	// Captions are next to their controls, so that a low window shows the secret as well.
	named := func(caption string, control fyne.CanvasObject) fyne.CanvasObject {
		return container.New(captioned{}, kit.NewCaption(caption), control)
	}
	minutes := kit.NewStretchRow(12, 0, kit.NewCaption(say.get("idle.label")), kit.NewLeast(160, 0, s.idle))
	s.languageFixed = newFixable(say, named(say.get("settings.language"), s.language), nameWidth)
	size := container.NewHBox(kit.NewLeast(sizeWidth, 0, s.size))
	s.sizeFixed = newFixable(say, named(say.get("settings.text_size"), size), nameWidth)
	s.networkFixed, s.idleFixed = newFixable(say, s.network, receiptBox), newFixable(say, minutes, 0)
	s.column = kit.NewColumn(12, s.languageFixed.root, named(say.get("settings.theme"), s.theme), s.sizeFixed.root,
		s.networkFixed.root, s.sound.root, s.idleFixed.root, s.retain.root, s.template.root, s.cpr.root, s.secrets)
	// room for the focus ring of the first control
	s.dialog.SetContent(kit.NewInset(4, 0, 0, 0, s.column))
	s.dialog.SetButtons(kit.NewButton(keys, say.get("button.close"), say.get("key.cancel"), kit.Quiet, s.dialog.Dismiss))
	s.dialog.OnDismissed(func() { w.screen.settings = nil })
	s.draw(&w.drawn)
	s.dialog.Show()
	w.focus(s.first())
	return s
}

// first returns the first control that can be changed.
func (s *settings) first() fyne.Focusable {
	if s.language.Disabled() {
		return s.theme
	}
	return s.language
}

func (s *settings) draw(v *desk.View) {
	say := s.w.words
	s.language.SetSelected(v.Settings.Language)
	s.theme.SetSelected(v.Settings.Theme)
	showNumbers(s.size, textSizes(), sizeOf(v.Settings), func(percent int) string { return say.get("text_size.percent", "Count", percent) })
	s.network.SetChecked(!v.Settings.HideNetwork && !v.Fixed.Hides(tabNetwork))
	s.drawFixed(&v.Fixed)
	s.sound.draw(v)
	showNumbers(s.idle, idleTimes(), v.Settings.IdleMinutes, func(minutes int) string { return say.get("idle.minutes", "Count", minutes) })
	s.drawTemplate(v)
	s.cpr.draw(v)
	s.retain.draw(v)

	secret := &v.Secret
	saved := secret.Source == "keyring" || secret.Source == "memory"
	where := say.get(secretKey(secret))
	if secret.Source == "published" {
		where += " " + say.get("window.published_hint")
	}
	s.secret.Set(where)
	s.problem.Set(say.say(secret.Problem))
	show(s.problem, !secret.Problem.IsZero())
	// A secret belongs to its environment and must not change while a request is being sent with
	// it.
	replace := replaceKey(saved)
	if secret.Among {
		replace = "button.set_up" // all that was asked for, without the secret again
	}
	s.replace.Set(say.get(replace), "")
	enable(s.replace, !v.Locked)
	enable(s.forget, !v.Locked)
	show(s.forget, saved)
	s.asking = s.asking && saved
	s.sure.Set(say.get("secret.forget_question", "Environment", say.environment(v.Environment)))
	show(s.sure, s.asking)
	show(s.secrets, secret.Needed || secret.Source != "")
	settle(s.kept, s.secrets, s.cpr.root, s.column)
	s.dialog.Refresh()
}

// drawFixed shows what the policy fixes as fixed.
func (s *settings) drawFixed(f *desk.Fixed) {
	enable(s.language, !f.Language)
	s.languageFixed.draw(f.Language)
	enable(s.size, !f.TextSize)
	s.sizeFixed.draw(f.TextSize)
	enable(s.network, !f.Hides(tabNetwork))
	s.networkFixed.draw(f.Hides(tabNetwork))
	enable(s.idle, !f.IdleMinutes)
	s.idleFixed.draw(f.IdleMinutes)
}

// drawTemplate shows the operator's own template for the environment in use, unless it is being
// changed.
func (s *settings) drawTemplate(v *desk.View) {
	say, now := s.w.words, &v.Settings
	if now.TemplateProblem.IsZero() && !s.typed {
		s.template.entry.Set(now.Template)
	}
	note := say.get("template.note", "Standard", now.Standard)
	if v.Fixed.Template {
		s.template.entry.Set(now.Standard)
		note = say.get("fixed.line")
	}
	s.template.say(problemOr(say, now.TemplateProblem, note))
	s.template.entry.SetLocked(v.Locked || v.Fixed.Template)
	enable(s.use, s.typed && !v.Locked)
	show(s.use, !v.Fixed.Template)
	settle(s.typing)
}

// idleTimes returns the times to choose from, in minutes.
func idleTimes() []int { return []int{1, 2, 5, 10, 15, 30, 60} }

// forgetOrAsk asks before forgetting the secret: a forgotten secret must be obtained from the
// broker again.
func (s *settings) forgetOrAsk() {
	if s.asking {
		s.desk.ForgetSecret()
	}
	s.asking = !s.asking
	s.forget.Asks()
	s.draw(&s.w.drawn)
}

// secretKey returns the translation key of where the secret is.
func secretKey(secret *desk.SecretState) string {
	switch {
	case secret.Asking:
		return "secret.waiting"
	case secret.Source == "keyring":
		return "secret.saved"
	case secret.Source == "memory":
		return "secret.in_memory"
	case secret.Source == "published":
		return "secret.published"
	}
	return "secret.absent"
}

func replaceKey(saved bool) string {
	if saved {
		return "button.replace"
	}
	return "button.set_up"
}

// sizeWidth is the width of the picker of text sizes, in dp.
const sizeWidth = 120

// nameWidth is the width of captions next to their controls, in dp.
const nameWidth = 96

// captioned puts a caption next to its control. All captions are equally wide.
type captioned struct{}

func (captioned) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	name := dp(nameWidth)
	height := heightFor(objects[0], name)
	place(objects[0], 0, (size.Height-height)/2, name, height)
	place(objects[1], name, 0, size.Width-name, size.Height)
}

func (captioned) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[1].MinSize()
	return fyne.NewSize(dp(nameWidth)+least.Width, max(least.Height, objects[0].MinSize().Height))
}
