package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// retainer is what the setting of the journal's retention needs of the desk.
type retainer interface {
	SetRetention(days int)
	ConfirmRetention()
	KeepRetention()
}

// retentionSetting sets for how long the journal keeps records. A shorter time is asked about
// first.
type retentionSetting struct {
	w        *Window
	settings *settings
	desk     retainer
	days     *kit.Select
	unknown  *kit.Text
	shared   *kit.Text
	fixed    *fixable
	question *kit.Dialog      // nil while it isn't open
	answered *desk.Shortening // a view from before the desk knew may still ask it
	root     *fyne.Container
}

func newRetentionSetting(w *Window, s *settings, d retainer) *retentionSetting {
	r := &retentionSetting{w: w, settings: s, desk: d}
	r.days = newNumbers(s.dialog.Keys(), d.SetRetention)
	r.unknown = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorProblem, Fit: kit.Wrapped})
	r.fixed = newFixable(w.words, kit.NewStretchRow(12, 0, kit.NewCaption(w.words.get("retention.label")), kit.NewLeast(160, 0, r.days)), 0)
	r.shared = kit.NewText(w.words.get("retention.shared"), kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.Wrapped})
	r.root = kit.NewColumn(4, r.fixed.root, r.unknown, r.shared)
	return r
}

func (r *retentionSetting) draw(v *desk.View) {
	say, now := r.w.words, &v.Settings
	showNumbers(r.days, retentionTimes(), now.RetentionDays, func(days int) string { return retentionTime(say, days) })
	enable(r.days, !v.Fixed.RetentionDays && !now.RetentionShared)
	r.fixed.draw(v.Fixed.RetentionDays && !now.RetentionShared)
	r.unknown.Set(say.get("retention.unknown"))
	show(r.unknown, now.RetentionDays == 0 && !now.RetentionShared)
	show(r.shared, now.RetentionShared)
	switch {
	case now.Shortening == nil:
		if r.question != nil {
			r.question.Dismiss()
		}
		r.answered = nil
	case r.question == nil && now.Shortening != r.answered:
		r.ask(now.Shortening)
	}
	settle(r.root)
}

// ask asks whether to keep records for a shorter time.
func (r *retentionSetting) ask(about *desk.Shortening) {
	say := r.w.words
	r.question = kit.NewDialog(r.w.window.Canvas(), r.settings.dialog.Keys(), 460, say.get("retention.question", "Time", retentionTime(say, about.Days)))
	keys := r.question.Keys()
	told := say.get("retention.uncounted")
	if about.Known {
		told = say.get("retention.goes", "Count", about.Count)
	}
	keep := kit.NewButton(keys, say.get("retention.keep"), say.get("key.cancel"), kit.Quiet, r.question.Dismiss)
	r.question.SetContent(kit.NewSoft(told))
	confirmed := false
	r.question.SetButtons(kit.NewButton(keys, say.get("retention.shorten"), "", kit.Danger, func() {
		confirmed = true
		r.question.Dismiss()
	}), keep)
	r.question.OnDismissed(func() {
		r.question, r.answered = nil, about
		if confirmed {
			r.desk.ConfirmRetention()
		} else {
			r.desk.KeepRetention()
		}
	})
	r.question.Show()
	r.w.focus(keep)
}

// retentionTime writes a number of days, in years if it is that many.
func retentionTime(say words, days int) string {
	if days%365 == 0 {
		return say.get("retention.years", "Count", days/365)
	}
	return say.get("retention.days", "Count", days)
}

// retentionTimes returns the times to choose from, in days.
func retentionTimes() []int { return []int{1, 7, 14, 30, 90, 180, 365, 2 * 365, 5 * 365, 10 * 365} }
