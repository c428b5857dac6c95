package desk

import "slices"

// Notice is a message to the operator.
type Notice struct {
	ID   int
	Text Text
	Bad  bool
	News bool // of what this desk recorded alone: nothing failed, and a start isn't stopped by it
}

// notify shows a notice, unless one with the same text is already shown.
func (s *state) notify(text Text, bad bool) {
	for _, n := range s.notices {
		if n.Text.Key == text.Key {
			return
		}
	}
	s.opt.Log.Info("notice", "text", text.Key, "bad", bad)
	s.noticeID++
	s.notices = append([]Notice{{ID: s.noticeID, Text: text, Bad: bad}}, s.notices...)
}

// tell shows news of what this desk recorded alone.
func (s *state) tell(text Text, bad bool) {
	before := s.noticeID
	if s.notify(text, bad); s.noticeID != before {
		s.notices[0].News = true // the slice is new
	}
}

// Notify shows what went wrong outside the desk, as a notice.
func (d *Desk) Notify(problem Text) { d.post(func(s *state) { s.notify(problem, true) }) }

// DismissNotice removes a notice.
func (d *Desk) DismissNotice(id int) {
	d.act(func(s *state) {
		s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n Notice) bool { return n.ID == id })
	})
}
