import pytest

from assistant.urgent import Emergency, emergency_in

REACTIONS = """
my lips are swelling after the kineret shot
pt can't breathe 5 min after injection
throat closing up, hives all over
patient collapsed right after the dose
chest is tight and i can't breathe
patient seizing ten minutes after anakinra
baby went limp and blue after the needle
his lips are blue
""".strip().splitlines()
POISONINGS = """
my daughter swallowed the liquid in the syringe, what do i do
i injected two syringes by mistake today
took 7 syringes
toddler got 100 mg
she took the whole box last night
patient received 1000 mg instead of 100 mg
nurse stuck herself with a used needle
my 3 year old got hold of the pen and injected himself
squirted the medicine in my eye
""".strip().splitlines()
SELF_HARM = """
i want to kill myself with my pills
how much of it would kill a person
she says she is suicidal and has the box
i don't want to live any more
he wishes he was dead
my patient is tired of living
""".strip().splitlines()
ORDINARY = """
what are the signs of anaphylaxis?
can it cause swelling of the lips?
is trouble breathing a side effect?
what happens if i take too much?
patient has a history of anaphylaxis to etanercept, can she take it
i missed my dose, can i take two shots tomorrow?
how is an overdose managed
how many syringes per day
took my shot this morning, can i drink alcohol
was anaphylaxis seen with it?
should the patient stop it after a severe allergic reaction?
incidence of suicidal ideation, per cent?
is swelling at the injection site common?
i inject two pens every week
i don't want to live with these side effects, what else is there
the solution is blue and cloudy, throw away?
""".strip().splitlines()


@pytest.mark.parametrize("message", REACTIONS)
def test_signs_of_a_severe_reaction_now_are_urgent(message: str) -> None:
    assert emergency_in(message) is Emergency.REACTION


@pytest.mark.parametrize("message", POISONINGS)
def test_too_much_or_the_wrong_place_is_urgent(message: str) -> None:
    assert emergency_in(message) is Emergency.POISONING


@pytest.mark.parametrize("message", SELF_HARM)
def test_thoughts_of_self_harm_are_urgent(message: str) -> None:
    assert emergency_in(message) is Emergency.SELF_HARM


@pytest.mark.parametrize("message", ORDINARY)
def test_a_question_about_a_danger_is_an_ordinary_question(message: str) -> None:
    assert emergency_in(message) is None
