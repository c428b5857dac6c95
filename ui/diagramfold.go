package ui

import "ringback/ui/desk"

// foldFrom is how many polls in a row get the same answer before all but the last become one row.
const foldFrom = 5

// group is what one row of the diagram stands for: a step, or many.
type group struct {
	steps []desk.Step
	polls int // folded into it; 0 for a step by itself
}

// fold puts polls that follow each other with the same answer and the same pause into one row, all
// but the last of them: that one is what is going on. A group that was opened has its steps below
// it.
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

// alike counts the polls at the beginning of steps that were answered alike with the same pause
// between them, and finds where the last of them begins.
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
