package desk

import "slices"

// Notice is something to tell the operator.
type Notice struct {
	ID   int
	Text Text
	Bad  bool
}

// notify tells the operator something, once: the same text isn't repeated.
func (s *state) notify(text Text, bad bool) {
	for _, n := range s.notices {
		if n.Text.Key == text.Key {
			return
		}
	}
	s.noticeID++
	s.notices = append([]Notice{{ID: s.noticeID, Text: text, Bad: bad}}, s.notices...)
}

// DismissNotice takes a notice away.
func (d *Desk) DismissNotice(id int) {
	d.act(func(s *state) {
		s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n Notice) bool { return n.ID == id })
	})
}
