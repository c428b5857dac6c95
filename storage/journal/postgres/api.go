package postgres

// APIs returns the numbers of the schema's API that this program can use, the oldest first.
func APIs() []int { return []int{apiNumber} }
