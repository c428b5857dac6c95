package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// side is the card of a very wide window next to the tabs: the course while the operator waits, and
// then the claims. What the open tab shows isn't shown twice.
type side struct {
	w       *Window
	tabs    *tabs // that have the same
	heading *kit.Text
	panels  map[string]panel // those that were shown
	open    string           // "" for none
	stage   *fyne.Container
	root    fyne.CanvasObject
}

func newSide(w *Window, t *tabs) *side {
	s := &side{w: w, tabs: t, heading: kit.NewHeading(""), panels: make(map[string]panel), stage: container.NewStack()}
	s.root = kit.NewCard(kit.NewInset(-4, 0, -4, 0, container.New(above{gap: 12, head: s.heading, body: s.stage}, s.heading, s.stage)))
	s.root.Hide()
	return s
}

// wants returns what belongs to a view; "" for nothing.
func (s *side) wants(v *desk.View) string {
	may := func(tab string) bool { return s.tabs.offers(tab) && s.tabs.open != tab }
	switch {
	case v.State == desk.Ended && v.Claims != nil && may(tabClaims):
		return tabClaims
	case v.State != desk.Idle && may(tabCourse):
		return tabCourse
	}
	return ""
}

// draw shows what belongs to a view, where there is room for it.
func (s *side) draw(v *desk.View, room bool) {
	wanted := ""
	if room {
		wanted = s.wants(v)
	}
	if wanted != s.open {
		s.w.unfocusIn(s.stage)
		s.open = wanted
		s.stage.Objects = nil
		if wanted != "" {
			s.heading.Set(s.w.words.get("tab." + wanted))
			s.stage.Objects = []fyne.CanvasObject{s.panel(wanted).object()}
		}
		s.stage.Refresh()
	}
	show(s.root, wanted != "")
	for tab, panel := range s.panels {
		if tab == wanted || v.State == desk.Idle { // hidden ones drop what they showed
			panel.draw(v)
		}
	}
}

func (s *side) panel(tab string) panel {
	if _, made := s.panels[tab]; !made {
		if tab == tabClaims {
			s.panels[tab] = newClaims(s.w)
		} else {
			s.panels[tab] = newCourse(s.w, s.tabs)
		}
	}
	return s.panels[tab]
}
