package ui

import "ringback/ui/desk"

// foldFrom is how many consecutive polls need the same answer for all but the last to become one
// row.
const foldFrom = 5

// group is the steps that one row of the diagram shows.
type group struct {
	steps []desk.Step
	polls int // folded into it; 0 for a single step
}

// fold puts consecutive polls with the same answer and the same pause into one row. The last of
// them stays a row of its own, because it shows the current state. An expanded group is followed by
// its steps.
func fold(steps []desk.Step, open map[int]bool) []group {
	var groups []group
	for i := 0; i < len(steps); {
		polls, end := alike(steps[i:])
		if polls < foldFrom {
			groups = append(groups, group{steps: steps[i : i+1]})
			i++
			continue
		}
		all := group{steps: steps[i : i+end], polls: polls - 1}
		groups = append(groups, all)
		if open[all.steps[0].Seq] {
			for j := range all.steps {
				groups = append(groups, group{steps: all.steps[j : j+1]})
			}
		}
		i += end
		for last := i + 2; i < last && i < len(steps); i++ { // the last poll with its pause
			groups = append(groups, group{steps: steps[i : i+1]})
		}
	}
	return groups
}

// alike counts the polls at the beginning of steps that have the same answer and the same pause,
// and returns where the last of them begins.
func alike(steps []desk.Step) (polls, last int) {
	for i := 0; i < len(steps); i += 2 {
		if steps[i].Kind != desk.StepCall || steps[i].What != "pending" || i >= 2 && steps[i-1].What != steps[1].What {
			break
		}
		polls, last = polls+1, i
		if i+1 >= len(steps) || steps[i+1].Kind != desk.StepWait {
			break
		}
	}
	return polls, last
}
