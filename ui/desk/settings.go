package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"ringback/storage/config"
	"ringback/storage/files"
)

// Settings are the operator's settings.
type Settings struct {
	Language    string // one of Options.Templates; "" follows the system
	Theme       string // "", "light", "dark", "contrast"; "" follows the system
	TextSize    int    // of the window, in percent
	HideNetwork bool
	Sound       bool // for an outcome that comes behind other windows
	IdleMinutes int  // how long personal data stays on an unattended desk
	// RetentionDays is how long the journal keeps records; 0 while nobody knows, because the
	// settings can't be read: then nothing is removed.
	RetentionDays int
	// RetentionShared: a shared journal keeps its records as long as its administrator has set.
	RetentionShared bool
	Shortening      *Shortening // usually nil
	// Template is the operator's own reference template for the environment in use; "" if Standard,
	// the environment's template, is used.
	Template, Standard string
	TemplateProblem    Text // why the last typed template isn't used
	// CPR says whether people can be asked for by CPR number in the environment in use, where that
	// needs the operator's agreement: "on", "off"; elsewhere "".
	CPR string
}

// SetLanguage sets the language; "" follows the system. It works on a locked desk, too, since the
// language isn't part of a request. A language that the policy fixes stays.
func (d *Desk) SetLanguage(language string) {
	d.act(func(s *state) {
		if language != "" && s.opt.Templates[language] == nil || s.settings.Language == language || s.opt.Policy.Language != "" {
			return
		}
		s.settings.Language = language
		if !s.locked() && !s.form.text.touched {
			s.fillText() // the text is still the template's, so it follows the language
		}
		s.saveSettings()
	})
}

// SetTheme sets light, dark or high contrast; "" follows the system.
func (d *Desk) SetTheme(theme string) {
	d.act(func(s *state) {
		if slices.Contains([]string{"", "light", "dark", "contrast"}, theme) && s.settings.Theme != theme {
			s.settings.Theme = theme
			s.saveSettings()
		}
	})
}

// SetTextSize sets the size of texts in the window, in percent; what isn't one is ignored, and so
// is every one where the policy fixes it. It works on a locked desk, too.
func (d *Desk) SetTextSize(percent int) {
	d.act(func(s *state) {
		possible := percent >= config.MinTextSize && percent <= config.MaxTextSize
		if possible && percent != s.textSize() && s.opt.Policy.TextSize == 0 {
			s.settings.TextSize = percent
			s.saveSettings()
		}
	})
}

func (s *state) textSize() int { return cmp.Or(s.effective().TextSize, config.DefaultTextSize) }

// SetSound turns the sound of an outcome on or off; nothing where the policy fixes it. It works on
// a locked desk, too.
func (d *Desk) SetSound(on bool) {
	d.act(func(s *state) {
		if !s.fixesSound() && s.settings.Sound != on {
			s.settings.Sound = on
			s.saveSettings()
		}
	})
}

// SetHideNetwork hides or shows the tab with requests and responses.
func (d *Desk) SetHideNetwork(hide bool) {
	d.act(func(s *state) {
		if s.settings.HideNetwork != hide {
			s.settings.HideNetwork = hide
			s.saveSettings()
		}
	})
}

// remember saves the environment for the next start. demo isn't saved: it leaves nothing on the
// disk, and must not be open at the next start unless asked for.
func (s *state) remember(id string) {
	if id != config.IDDemo && s.settings.Environment != id {
		s.settings.Environment = id
		s.saveSettings()
	}
}

// saver writes settings one at a time. Of several that wait, only the newest are written.
type saver struct {
	busy, again bool
	saved       config.Settings // as in the file, as far as this window knows
}

func (s *state) saveSettings() {
	if s.opt.SaveSettings == nil || s.ctx == nil {
		return
	}
	if s.saving.busy {
		s.saving.again = true
		return
	}
	s.saving.busy, s.saving.again = true, false
	was, now := s.saving.saved, s.settings
	s.job(func(context.Context) func(*state) {
		err := s.opt.SaveSettings(was, now)
		return func(s *state) {
			again := s.saving.again
			s.saving.busy, s.saving.again = false, false
			if err != nil {
				s.notify(settingsProblem(err), true)
			} else {
				s.saving.saved = now
			}
			if again {
				s.saveSettings()
			}
		}
	})
}

// settingsProblem says why settings could not be saved.
func settingsProblem(err error) Text {
	var fault *files.Error
	if !errors.As(err, &fault) {
		return Say("problem.settings.not_written", "File", "settings.toml")
	}
	switch fault.Problem {
	case files.ProblemDiskFull, files.ProblemReadOnly, files.ProblemHeld, files.ProblemNotSynced:
		return Say("problem.settings."+string(fault.Problem), "File", fault.File)
	}
	return Say("problem.settings.not_written", "File", fault.File)
}
