package desk

import "slices"

// Notice is a message to the operator.
type Notice struct {
	ID   int
	Text Text
	Bad  bool
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

// Notify shows what went wrong outside the desk, as a notice.
func (d *Desk) Notify(problem Text) { d.post(func(s *state) { s.notify(problem, true) }) }

// DismissNotice removes a notice.
func (d *Desk) DismissNotice(id int) {
	d.act(func(s *state) {
		s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n Notice) bool { return n.ID == id })
	})
}
