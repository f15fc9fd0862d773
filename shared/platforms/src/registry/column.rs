//! The columns, in the order of the file.

/// The names of the columns.
pub const COLUMNS: [&str; 47] = [
    "Кабинет",
    "ID",
    "Номер инцидента",
    "Отдел",
    "Исполнитель",
    "Общее время первого ответа",
    "Общий текст первого ответа",
    "Время с даты создания инцидента до времени первого ответа",
    "Время с даты создания инцидента до времени первого ответа, рабочее время",
    "Время назначения последнего исполнителя",
    "Время 1го ответа ПИ",
    "Первая реакция с момента назн. ПИ",
    "Уложились или нет после назн. ПИ",
    "Время с начала создания инцидента до окончания",
    "Время отправки первого ответа ПИ на согласование",
    "Время, которое первый ответ ПИ находился на согласовании",
    "Текущий шаг инцидента",
    "Дата создания",
    "Дата окончания",
    "Группа тем",
    "Тема",
    "Регион",
    "Муниципалитет",
    "Населенный пункт",
    "Улица",
    "Дом",
    "Объект старый",
    "Объект",
    "Тип инцидента",
    "Итог",
    "Есть медиафайл в ответе",
    "Есть медиафайл в сообщении",
    "Урл поста",
    "Урл блога",
    "Текст инцидента",
    "1ый ответ ПИ",
    "2ой ответ ПИ",
    "3ий ответ ПИ",
    "Причина закрытия",
    "Аудитория",
    "Вовлеченность",
    "URL автора",
    "Аккаунт публикации ответа",
    "Теги",
    "Примечание",
    "Время попадания на шаг оценка удовлетворенности",
    "Опрос отправлен",
];

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $index:literal;)*) => {$($(#[$doc])* pub const $name: usize = $index;)*};
}

columns! {
    /// The office that worked in the other system.
    CABINET = 0;
    /// The incident's id: from it the key is derived.
    ID = 1;
    /// The department.
    DEPARTMENT = 3;
    /// When the author was first answered, by whomever.
    FIRST_ANSWER_AT = 5;
    /// The words of that answer.
    FIRST_ANSWER = 6;
    /// How long it took on the wall.
    ANSWER_WALL = 7;
    /// How long it took in working hours.
    ANSWER_WORKING = 8;
    /// When the last executor was set: often after the first answer.
    ASSIGNED_AT = 9;
    /// When the last executor first answered.
    OWN_ANSWER_AT = 10;
    /// How long that took the last executor.
    OWN_ANSWER_WALL = 11;
    /// How long the whole took.
    CLOSING_WALL = 13;
    /// When the first answer went to approval.
    APPROVAL_AT = 14;
    /// How long it lay there.
    APPROVAL_WALL = 15;
    /// How far it is.
    STEP = 16;
    /// When it began.
    CREATED_AT = 17;
    /// When it ended.
    CLOSED_AT = 18;
    /// The group of themes.
    GROUP = 19;
    /// The theme.
    THEME = 20;
    /// The region.
    REGION = 21;
    /// The municipality.
    MUNICIPALITY = 22;
    /// The settlement.
    SETTLEMENT = 23;
    /// The street.
    STREET = 24;
    /// The house.
    HOUSE = 25;
    /// Something to mend, or to tell.
    KIND = 28;
    /// How it ended.
    RESULT = 29;
    /// Whether the message had a file.
    HAS_MEDIA = 31;
    /// The message's address.
    LINK = 32;
    /// The message's words.
    TEXT = 34;
    /// The first three answers of the last executor.
    ANSWERS = 35;
    /// Why it was closed: the author's voice.
    REASON = 38;
    /// Who wrote.
    AUTHOR = 41;
    /// When the author was asked how it went.
    ASKED_AT = 45;
}

/// The columns that follow from how far the work is: what stood in the file holds until the work goes on here.
pub(super) const OF_WORK: [usize; 20] = [
    DEPARTMENT,
    FIRST_ANSWER_AT,
    FIRST_ANSWER,
    ANSWER_WALL,
    ANSWER_WORKING,
    ASSIGNED_AT,
    OWN_ANSWER_AT,
    OWN_ANSWER_WALL,
    12,
    CLOSING_WALL,
    APPROVAL_AT,
    APPROVAL_WALL,
    STEP,
    CLOSED_AT,
    RESULT,
    ANSWERS,
    ANSWERS + 1,
    ANSWERS + 2,
    REASON,
    ASKED_AT,
];
