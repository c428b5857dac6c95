package ui

import "ringback/ui/desk"

// fictional is a person of the demo as its form can ask for them.
type fictional struct {
	desk.Person
	Value string // for the person's field: the CPR number, or the UUID of somebody without one
}

// fictionals returns the people of the demo, and the index of the one in the form; -1 if none is.
func fictionals(v *desk.View) (all []fictional, picked int) {
	picked = -1
	if v.Phone == nil {
		return nil, picked
	}
	for i, person := range v.Phone.People {
		one := fictional{person, person.UUID}
		if v.Form.Has(desk.FieldCPR) && person.CPR != "" {
			one.Value = person.CPR
		}
		if v.Form.Person.Value == person.UUID || person.CPR != "" && v.Form.CPR.Whole() == person.CPR {
			picked = i
		}
		all = append(all, one)
	}
	return all, picked
}
