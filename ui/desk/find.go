package desk

import (
	"slices"
	"strings"
	"time"
)

// Finding is whom a text names. It is zero if the text names nobody, or if the environment takes
// every person as typed.
type Finding struct {
	Person string // in canonical form, for the person's field; "" with a problem
	// Short is both ends of the person, and a CPR number masked, for an offer to take it.
	Short string
	// Problem says why nobody is taken: the text names several, or a CPR number where none is used.
	Problem Text
}

// IsZero reports whether a text names nobody.
func (f Finding) IsZero() bool { return f.Person == "" && f.Problem.IsZero() }

// lookup says what to look for in a text.
type lookup struct {
	cpr      bool // requests can name the person by CPR number
	testDays bool // … also that of a test person
	now      time.Time
}

// FindPerson returns whom a text names, as the environment of a view can ask for them. The text may
// be a sentence or an address. The time it takes grows with the text: see [Pasted].
func FindPerson(v *View, text string) Finding {
	return profileOf(v.Environment.Profile).findIn(text, lookup{
		cpr: v.Form.Has(FieldCPR), testDays: v.Environment.Badge != BadgeProduction, now: v.Now,
	})
}

// find returns whom a text names, as the environment in use can ask for them.
func (s *state) find(text string) Finding {
	e := s.environment()
	p := profileOf(e.Profile)
	found := p.findIn(text, lookup{cpr: slices.Contains(p.fields(e), FieldCPR), testDays: badge(e) != BadgeProduction, now: s.opt.Now()})
	if found.Problem.Key == "form.person.problem."+problemCPROff {
		found.Problem = Say("form.person.problem." + s.whyNoCPR())
	}
	return found
}

func (p profile) findIn(text string, l lookup) Finding {
	if p.find == nil {
		return Finding{}
	}
	return p.find(text, l)
}

// PastePerson replaces what is in the person's field by whom a pasted text names, or, if it names
// nobody, by the text. A text that names several people is refused: the field keeps what it has,
// and nothing can be sent before it is edited or pasted again.
func (d *Desk) PastePerson(p Pasted) {
	d.write(func(s *state) {
		s.guard = nil // it was about another person
		person, before := &s.form.person, s.form.person.typed
		found := s.find(p.Text)
		if !found.Problem.IsZero() {
			person.refused, person.notes = found.Problem, nil
			return
		}
		if found.Person != "" {
			person.set(found.Person)
		} else {
			person.set(p.Text)
			person.unsearched = true
		}
		person.notes = p.Notes()
		if before != "" && before != person.typed {
			person.notes = append(person.notes, Say("form.pasted.replaced"))
		}
	})
}

// LeavePerson is called when the person's field loses the focus: what was typed there is replaced
// by the one person that it names.
func (d *Desk) LeavePerson() { d.edit((*state).searchTyped) }

// searchTyped does so unless it has been done, or somebody other than the operator filled in the
// field: a link counts only as it is.
func (s *state) searchTyped() {
	person := &s.form.person
	if !person.unsearched {
		return
	}
	person.unsearched = false
	if found := s.find(person.typed); found.Person != "" {
		person.typed = found.Person
	}
}

// NotePasted says below a field what was changed in a text that was just pasted into it; the field
// is named as in [Missing].
func (d *Desk) NotePasted(field string, p Pasted) {
	d.edit(func(s *state) {
		if in := s.form.input(field); in != nil {
			in.notes = p.Notes()
		}
	})
}

// several says that a text names several people, each given in short.
func several(people []string) Text {
	if len(people) > 2 {
		people = append(people[:2:2], "…")
	}
	return Say("form.person.problem.several", "People", strings.Join(people, ", "))
}
