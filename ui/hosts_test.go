package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"ringback/assets"
	"ringback/ui/desk"
)

// hostsIn returns the visible texts of the bar about hosts.
func hostsIn(w *Window) []string {
	var all []string
	walk(w.screen.bar.hosts.root, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && text.Text != "" {
			all = append(all, text.Text)
		}
	})
	return all
}

func TestTheBarNamesWhereRequestsGo(t *testing.T) {
	const mirror, keys, sign = "mirror.nordby.example", "keys.nordby.example", "sign-in.nordby.example"
	for _, c := range []struct {
		name       string
		host       string
		overridden []string
		width      float32
		want       []string
	}{
		{name: "the issuer alone", host: "pp.netseidbroker.dk", width: 1024, want: []string{"pp.netseidbroker.dk"}},
		{
			name: "another host", host: "pp.netseidbroker.dk", overridden: []string{mirror},
			width: 1024, want: []string{"pp.netseidbroker.dk", mirror},
		},
		{
			name: "several that fit", host: "pp.netseidbroker.dk", overridden: []string{mirror, keys},
			width: 1440, want: []string{"pp.netseidbroker.dk", mirror + ", " + keys},
		},
		{
			name: "several that don't", host: "pp.netseidbroker.dk", overridden: []string{mirror, keys, sign},
			width: 1024, want: []string{"pp.netseidbroker.dk", "and 3 other hosts"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			as := plainShape()
			as.size = fyne.NewSize(c.width, 600)
			w, d := open(t, emptyView(), as)
			become(w, d, filledView(), func(v *desk.View) {
				v.Environment = desk.Environment{ID: "own", Name: "Own", Badge: desk.BadgeTest, Host: c.host, Overridden: c.overridden}
				v.Environments = append(v.Environments, v.Environment)
			})
			if got := hostsIn(w); !slices.Equal(got, c.want) {
				t.Errorf("the bar shows %q, want %q", got, c.want)
			}
			become(w, d, filledView())
			if got := hostsIn(w); len(got) > 0 {
				t.Errorf("with a built-in environment the bar shows %q", got)
			}
		})
	}
}

func TestHostsAreShownWholeInEveryLanguage(t *testing.T) {
	for _, language := range assets.Languages() {
		as := shape{language, "light", fyne.NewSize(1024, 600), 1}
		w, d := open(t, emptyView(), as)
		become(w, d, filledView(), func(v *desk.View) { v.Environment = v.Environments[3] })
		if got, want := hostsIn(w), []string{"pp.netseidbroker.dk", "mirror.nordby.example"}; !slices.Equal(got, want) {
			t.Errorf("%s: the bar shows %q, want %q", as, got, want)
		}
	}
}

func TestTheSmallestWindowNamesTheHost(t *testing.T) {
	for _, language := range assets.Languages() {
		as := shape{language, "light", leastSize(), 1}
		w, d := open(t, emptyView(), as)
		become(w, d, filledView(), func(v *desk.View) { v.Environment = v.Environments[3] })
		if got := hostsIn(w); len(got) != 2 || got[0] != "pp.netseidbroker.dk" {
			t.Errorf("%s: the bar shows %q", as, got)
		}
		room := w.screen.bar.environment.Size().Width
		become(w, d, filledView())
		if got := w.screen.bar.environment.Size().Width; got <= room {
			t.Errorf("%s: with no host to name the picker is %v wide, and %v with one", as, got, room)
		}
	}
}

func TestOfALongHostTheEndIsSeen(t *testing.T) {
	as := plainShape()
	as.size = fyne.NewSize(1024, 600)
	w, d := open(t, emptyView(), as)
	become(w, d, filledView(), func(v *desk.View) {
		v.Environment = desk.Environment{ID: "own", Badge: desk.BadgeTest, Host: "pp.netseidbroker.dk.long-and-longer.somewhere-else.elsewhere.example"}
		v.Environments = append(v.Environments, v.Environment)
	})
	got := hostsIn(w)
	if len(got) != 1 || !strings.HasPrefix(got[0], "pp.") || !strings.HasSuffix(got[0], ".example") || !strings.Contains(got[0], "…") {
		t.Errorf("the bar shows %q", got)
	}
}
