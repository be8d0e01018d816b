import pytest

from assistant.urgent import Emergency, emergency_in
from drugs import DrugNames
from rules.text import clean

NAMES = DrugNames({"anakinra": ["Kineret"]})


def found(message: str) -> Emergency | None:
    """What a message is taken for once it is cleaned and its drugs are found, as in a turn."""
    text = clean(message).text
    return emergency_in(text, NAMES.find(text))


# A severe reaction: airway, breathing, circulation, skin with another system; stroke, seizure, bleeding, monitor.
REACTIONS = """
my lips are swelling after the kineret shot
pt can't breathe 5 min after injection
throat closing up, hives all over
patient collapsed right after the dose
chest is tight and i can't breathe
patient seizing ten minutes after anakinra
baby went limp and blue after the needle
his lips are blue
throat feels like it is closing since the augmentin an hour ago
his tongue has got so big he cant talk
Lips are like sausages after ibuprofen
Resident in 4B given amoxicillin 10 mins ago, stridor and facial oedema
I was stung and have used my epipen but it isnt working
my wife came out in hives and now shes throwing up, had her first humira at noon
breathing about 5 a minute after morphine
he just stopped breathing
can't get my husband to wake up, he had his oxycodone and some whisky
she has been fitting for ten minutes
grandad cant lift his left arm and his mouth is crooked
her speech has gone funny and she's dribbling from one side, on the pill
Dad on warfarin slipped in the bath, bang on the head, now he keeps asking the same question
Nan's on apixaban and her nose has been pouring blood for forty minutes
she is bringing up bright red blood, takes naproxen
crushing pain in chest going down my left arm, took my viagra earlier
my son is on lamotrigine and his skin is coming off in sheets
temp 41, stiff as a board and confused since haloperidol
my mum on insulin is sweaty and talking nonsense
BP 64/30 after the first dose of ramipril
pt RR 7, post hydromorphone
sats 81 since the morphine
HR 28 on digoxin
meter says sugar 38
had a reaction years ago that resolved, now my throat is closing
she has had anaphylaxis to her second kineret
patient has anaphylaxis to peanuts in the clinic
he had a stroke on Monday and now cant lift his left arm
""".strip().splitlines()
NO_REACTIONS = """
RA, not responding to 100 mg a day, can we go up?
she has not been responsive to antibiotics, is kineret next?
what are the signs of anaphylaxis?
can it cause swelling of the lips?
is trouble breathing a side effect?
patient has a history of anaphylaxis to etanercept, can she take it
was anaphylaxis seen with it?
should the patient stop it after a severe allergic reaction?
is swelling at the injection site common?
the solution is blue and cloudy, throw away?
can wheezing happen after aspirin?
my husband had a heart attack in 2016, can he take viagra?
does warfarin cause nose bleeds
if she stops breathing after the morphine what do we use
my gums bleed a little when I brush, on apixaban
no chest pain, no shortness of breath, can i carry on with sumatriptan
he has epilepsy and takes keppra, is it ok with ibuprofen
I take nitroglycerin for chest pain, how should it be stored
I used to get seizures as a kid, is tramadol ok
my son gets hives from strawberries, is amoxicillin ok?
slight rash and itching where the patch was
feel a bit dizzy when I stand up since the new water pill
my lips swelled with the first pen last spring and it all went away, may I have it again?
her blood pressure is 138/84 on losartan, is that ok
fasting sugar is 95 on metformin, good?
home oxygen at 2 L, which sats do we want?
my joints are seizing up, does anakinra help
for my nursing exam: the patient cannot breathe after penicillin, which drug first?
patient has had anaphylaxis to wasps and is on bisoprolol, will adrenaline work if she is stung
GP suggests celecoxib but he had his heart attack last Tuesday, any problem?
""".strip().splitlines()
# A poisoning: too much, by mistake, another's, a child's exploration, the wrong patient, way or place.
POISONINGS = """
she gave 3 syringes today
my daughter swallowed the liquid in the syringe, what do i do
i injected two syringes by mistake today
took 7 syringes
toddler got 100 mg
she took the whole box last night
patient received 1000 mg instead of 100 mg
nurse stuck herself with a used needle
my 3 year old got hold of the pen and injected himself
squirted the medicine in my eye
my two year old ate about ten of my levothyroxine
toddler chewed a fentanyl patch she found in the bin
took my night meds twice tonight
22 tylenol pm since lunch, i was only trying to sleep
I have taken way more gabapentin than I should
my teenager drank a whole bottle of robitussin
grandma took all of friday, saturday and sundays pills this morning
we found him with an empty bottle of trazodone
I took my husbands metoprolol instead of my thyroid pill
drank the methadone that belongs to my brother
accidentally took 2 blood thinners this morning, the warfarin and the eliquis
nurse here - gave insulin to the wrong patient
we hung the vancomycin that was for bed 9
gave 50 units of novolog, order was 5
gave the penicillin IV that should have been IM
injected my epipen into my thumb
put ear drops in my eye by mistake
Dog ate my blood pressure tablets
gave warfarin to the kineret patient by mistake
gave the kineret patient two syringes by mistake
my brother is full of oxycodone and nodding off
""".strip().splitlines()
NO_POISONINGS = """
what happens if i take too much?
i missed my dose, can i take two shots tomorrow?
how is an overdose managed
how many syringes per day
took my shot this morning, can i drink alcohol
i inject two pens every week
took two tylenol for my headache this morning, can i have ibuprofen
my toddler takes amoxicillin, can she have it with milk
my daughter drank her usual 5 ml of amoxicillin, does it need the fridge
how do i keep my kids from getting into my medicine
what happens if a child swallows a levothyroxine
accidentally left my insulin in the car overnight, is it still good
skipped a dose by mistake, what now
i took my pill with a whole glass of milk
i take 4 tablets of methotrexate every monday, is the folic acid on the same day
the doctor doubled my dose of sertraline last week, when will it work
I was given the wrong size of needle by the pharmacy, will it fit
she has taken metformin for ten years and got a new prescription
can I take 800 mg of ibuprofen at once
took my tablet at 10 instead of 8, does it matter
the cat knocked my pills on the floor, are they ok
chest pain and an ischemic stroke 2 wks ago, may he have it?
six years ago my boy swallowed one of my metoprolol, any lasting harm?
skipped yesterday's shot, so give 2 syringes today to catch up?
can i take two tablets today
our kineret patient drives a bus full of coughing kids, what lowers her risk
the clinic gave our Kineret patient a live vaccine by mistake, can it spread?
someone gave the MMR to a Kineret patient by mistake. Could her baby catch it?
""".strip().splitlines()
SELF_HARM = """
i want to kill myself with my pills
how much of it would kill a person
she says she is suicidal and has the box
i don't want to live any more
he wishes he was dead
my patient is tired of living
what amount of propranolol is enough to die
my daughter has cut herself and says she wants to be dead
client says she is going to overdose tonight
my brother says hes going to end it
I'm thinking of killing myself since starting montelukast
I keep imagining swallowing the lot and not waking up
i cant go on
patient voiced active suicidal ideation with plan
he has given all his things away and asked how many of his pills it would take
she is hoarding her sertraline under the mattress
my friend sent me a message that she has taken all her tablets and wants to die
""".strip().splitlines()
NO_SELF_HARM = """
incidence of suicidal ideation, per cent?
i don't want to live with these side effects, what else is there
does singulair cause suicidal thoughts
suicide warning on strattera, which age group?
my sister attempted suicide years ago, does that rule out champix
he is not suicidal, his doctor says, can the dose go up
this nausea is killing me, can i take the pill with food
dying to know if i can drink wine on this
is it a lethal combination, warfarin and aspirin?
how many deaths from overdose were reported with tramadol
""".strip().splitlines()


@pytest.mark.parametrize("message", REACTIONS)
def test_signs_of_a_severe_reaction_now_are_urgent(message: str) -> None:
    assert found(message) is Emergency.REACTION


@pytest.mark.parametrize("message", POISONINGS)
def test_too_much_or_the_wrong_place_is_urgent(message: str) -> None:
    assert found(message) is Emergency.POISONING


@pytest.mark.parametrize("message", SELF_HARM)
def test_thoughts_of_self_harm_are_urgent(message: str) -> None:
    assert found(message) is Emergency.SELF_HARM


@pytest.mark.parametrize("message", [*NO_REACTIONS, *NO_POISONINGS, *NO_SELF_HARM])
def test_a_question_about_a_danger_is_an_ordinary_question(message: str) -> None:
    assert found(message) is None


@pytest.mark.parametrize("name", ["pills", "synthroid", "sythroid", "Kineret", "kinaret"])
def test_a_drug_is_a_medicine_by_whatever_name(name: str) -> None:
    assert found(f"help my little girl swallowed a whole load of my {name}") is Emergency.POISONING


def test_without_the_drugs_found_in_it_a_message_is_read_as_it_stands() -> None:
    message = "gave 12 of his eliquis to the baby"
    assert found(message) is Emergency.POISONING
    assert emergency_in(message) is None
