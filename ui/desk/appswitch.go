package desk

import (
	"slices"

	"ringback/ciba/mitid"
	"ringback/storage/config"
)

// Appswitch is the static URL that opens the MitID app.
type Appswitch struct {
	Platform  string   // "ios", "android", "android_old"
	Platforms []string // in the picker's order
	Style     string   // "current", "documented"
	URL       string
	Warning   Text // why the documented URL is outdated
	Problem   Text // why there is no URL
}

// viewAppswitch returns the URL for the chosen platform and style.
func (s *state) viewAppswitch() Appswitch {
	e := s.environment()
	if !profileOf(e.Profile).appswitch {
		return Appswitch{}
	}
	a := Appswitch{Platform: string(s.platform), Style: string(s.form.style)}
	for _, p := range mitid.Platforms() {
		a.Platforms = append(a.Platforms, string(p))
	}
	address, err := mitid.AppswitchURL(s.form.style, s.platform, e.Kind != config.KindProduction, s.form.returnURL.typed, e.AppswitchIOS, e.AppswitchAndroid)
	if err != nil {
		a.Problem = Say("appswitch.problem")
		return a
	}
	a.URL = address
	if warning := mitid.AppswitchWarning(address); warning != "" {
		a.Warning = Say("appswitch.warning." + warning)
	}
	return a
}

// SelectPlatform picks the platform of the appswitch URL; an unknown one is ignored.
func (d *Desk) SelectPlatform(platform string) {
	d.act(func(s *state) {
		if slices.Contains(mitid.Platforms(), mitid.Platform(platform)) {
			s.platform = mitid.Platform(platform)
		}
	})
}

// SelectStyle picks which edition of the documentation the appswitch URL follows.
func (d *Desk) SelectStyle(style string) {
	d.edit(func(s *state) {
		if style == string(mitid.StyleCurrent) || style == string(mitid.StyleDocumented) {
			s.form.style = mitid.Style(style)
		}
	})
}
